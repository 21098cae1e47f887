# Compiler and linker flags: one interface target for our code, one for tests and demo.
# SPDX-License-Identifier: EUPL-1.2
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# CMake's own values carry -DNDEBUG; asserts stay in every build.
set(CMAKE_C_FLAGS_DEBUG "-Og -g")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")
set(CMAKE_C_FLAGS_MINSIZEREL "-Os -g")

add_library(amtsbote_flags INTERFACE)
target_include_directories(amtsbote_flags INTERFACE ${PROJECT_SOURCE_DIR})
# Empty value: a source that defines _GNU_SOURCE itself repeats it word for word.
target_compile_definitions(amtsbote_flags INTERFACE _GNU_SOURCE=
	$<$<BOOL:${AMTSBOTE_FAULTS}>:AMTSBOTE_FAULTS=1>)
target_compile_options(amtsbote_flags INTERFACE
	-Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
	-Wformat=2 -Wvla -Wundef -Wswitch-enum -fno-common
	-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=
	$<$<BOOL:${AMTSBOTE_WERROR}>:-Werror>)

# What tests and demo do not get: the refusal of banned functions.
add_library(amtsbote_flags_own INTERFACE)
target_link_libraries(amtsbote_flags_own INTERFACE amtsbote_flags)
target_compile_options(amtsbote_flags_own INTERFACE
	"SHELL:-include ${PROJECT_SOURCE_DIR}/base/banned.h")

if(AMTSBOTE_SANITIZE)
	add_compile_options(-fsanitize=${AMTSBOTE_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=${AMTSBOTE_SANITIZE})
endif()
if(AMTSBOTE_COVERAGE)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()
if(AMTSBOTE_ANALYZE)
	add_compile_options(-fanalyzer)
endif()
if(AMTSBOTE_HARDEN)
	add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
		-fstack-clash-protection)
	if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
		add_compile_options(-fcf-protection)
	endif()
	add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
