# Helper functions: a layer, a program, a test, a script as test, a fuzz target.
# SPDX-License-Identifier: EUPL-1.2
find_package(PkgConfig REQUIRED)

# Seconds after which ctest ends a test, by label. A sanitizer build gets three times that.
set(AMTSBOTE_LABELS unit screen fault crash demo cli golden program)
set(AMTSBOTE_TIMEOUT_unit 30)
set(AMTSBOTE_TIMEOUT_cli 60)
set(AMTSBOTE_TIMEOUT_golden 60)
set(AMTSBOTE_TIMEOUT_screen 90)
set(AMTSBOTE_TIMEOUT_fault 300)
set(AMTSBOTE_TIMEOUT_crash 600)
set(AMTSBOTE_TIMEOUT_demo 300)
set(AMTSBOTE_TIMEOUT_program 180)

# Tests that are too long for every day, and their days.
set(AMTSBOTE_WEEK_FILE ${PROJECT_SOURCE_DIR}/tests/week.txt)
file(STRINGS ${AMTSBOTE_WEEK_FILE} AMTSBOTE_WEEK REGEX "^[^#]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${AMTSBOTE_WEEK_FILE})

# amtsbote_turn_() - what stands before the command of test @name so that it waits for its day;
# empty if it runs every day in this build.
function(amtsbote_turn_ name ret)
	set(${ret} "" PARENT_SCOPE)
	foreach(line IN LISTS AMTSBOTE_WEEK)
		if(NOT line MATCHES "^([^\t]+)\t+(sanitized|every)\t+([1-7])\t+[0-9]+$")
			message(FATAL_ERROR "tests/week.txt: not understood: ${line}")
		endif()
		if(NOT name STREQUAL "${CMAKE_MATCH_1}")
			continue()
		endif()
		set_property(GLOBAL APPEND PROPERTY AMTSBOTE_IN_WEEK ${name})
		if(AMTSBOTE_SANITIZE OR "${CMAKE_MATCH_2}" STREQUAL "every")
			set(${ret} python3 ${PROJECT_SOURCE_DIR}/tests/tools/turn.py
				${CMAKE_MATCH_3} PARENT_SCOPE)
		endif()
		return()
	endforeach()
endfunction()

# amtsbote_link_() - link layers, pkg-config packages and plain libraries to a target.
function(amtsbote_link_ target scope)
	cmake_parse_arguments(PARSE_ARGV 2 L "" "" "USES;PACKAGES;LIBS")
	foreach(layer IN LISTS L_USES)
		string(REPLACE / _ lib ${layer})
		if(NOT TARGET ${lib})
			message(FATAL_ERROR "${target}: uses layer '${layer}', which does not"
				" exist or comes later in CMakeLists.txt")
		endif()
		target_link_libraries(${target} ${scope} ${lib})
	endforeach()
	foreach(package IN LISTS L_PACKAGES)
		string(MAKE_C_IDENTIFIER ${package} id)
		if(NOT TARGET PkgConfig::PKG_${id})
			pkg_check_modules(PKG_${id} REQUIRED QUIET IMPORTED_TARGET GLOBAL
				${package})
		endif()
		target_link_libraries(${target} PRIVATE PkgConfig::PKG_${id})
	endforeach()
	target_link_libraries(${target} PRIVATE ${L_LIBS})
endfunction()

# amtsbote_layer(<folder> SOURCES a.c... [USES folder...] [PACKAGES pkg-config...] [LIBS name...])
# One static library; agent/desk becomes the target agent_desk.
function(amtsbote_layer folder)
	cmake_parse_arguments(PARSE_ARGV 1 L "" "" "SOURCES;USES;PACKAGES;LIBS")
	amtsbote_reject_(${folder} "${L_UNPARSED_ARGUMENTS}")
	string(REPLACE / _ lib ${folder})
	add_library(${lib} STATIC ${L_SOURCES})
	target_link_libraries(${lib} PRIVATE amtsbote_flags_own)
	amtsbote_link_(${lib} PUBLIC USES ${L_USES} PACKAGES ${L_PACKAGES} LIBS ${L_LIBS})
endfunction()

# amtsbote_program(<name> SOURCES a.c... [OWN] [USES...] [PACKAGES...] [LIBS...] [OUTPUT dir])
# OWN: product code, refuses banned functions. OUTPUT: folder below build/<preset>.
function(amtsbote_program name)
	cmake_parse_arguments(PARSE_ARGV 1 L "OWN" "OUTPUT" "SOURCES;USES;PACKAGES;LIBS")
	amtsbote_reject_(${name} "${L_UNPARSED_ARGUMENTS}")
	add_executable(${name} ${L_SOURCES})
	target_link_libraries(${name} PRIVATE amtsbote_flags$<$<BOOL:${L_OWN}>:_own>)
	amtsbote_link_(${name} PRIVATE USES ${L_USES} PACKAGES ${L_PACKAGES} LIBS ${L_LIBS})
	set_target_properties(${name} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/${L_OUTPUT})
endfunction()

# amtsbote_test(<path below tests, no .c> [USES...] [PACKAGES...] [LIBS...] [SOURCES more.c...]
#               [LABEL unit|screen|...] [TIMEOUT s] [SERIAL] [EACH] [ARGS...])
# EACH: every TEST() of the file is a test of ctest's, <path>/<name>, with a time limit of its own.
function(amtsbote_test path)
	cmake_parse_arguments(PARSE_ARGV 1 T "SERIAL;EACH" "LABEL;TIMEOUT"
		"USES;PACKAGES;LIBS;SOURCES;ARGS")
	amtsbote_reject_(${path} "${T_UNPARSED_ARGUMENTS}")
	set_property(GLOBAL APPEND PROPERTY AMTSBOTE_TESTS ${path}.c)
	if(AMTSBOTE_FUZZ)
		return()
	endif()
	string(REPLACE / _ target ${path})
	get_filename_component(dir ${path} DIRECTORY)
	get_filename_component(name ${path} NAME)
	add_executable(${target} ${PROJECT_SOURCE_DIR}/tests/${path}.c ${T_SOURCES})
	target_link_libraries(${target} PRIVATE amtsbote_flags)
	amtsbote_link_(${target} PRIVATE USES ${T_USES} PACKAGES ${T_PACKAGES} LIBS ${T_LIBS})
	set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
		RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/${dir})
	amtsbote_turn_(${path} turn)
	if(turn)
		set(target ${turn} $<TARGET_FILE:${target}>)
	endif()
	if(NOT T_EACH)
		add_test(NAME ${path} COMMAND ${target} ${T_ARGS})
		amtsbote_test_properties_(${path} "${T_LABEL}" "${T_TIMEOUT}" ${T_SERIAL})
		return()
	endif()
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
		${PROJECT_SOURCE_DIR}/tests/${path}.c)
	file(STRINGS ${PROJECT_SOURCE_DIR}/tests/${path}.c tests REGEX "^TEST\\(")
	foreach(test IN LISTS tests)
		string(REGEX REPLACE "^TEST\\(([a-z0-9_]+)\\)$" "\\1" test "${test}")
		add_test(NAME ${path}/${test} COMMAND ${target} ${test})
		amtsbote_test_properties_(${path}/${test} "${T_LABEL}" "${T_TIMEOUT}" ${T_SERIAL})
	endforeach()
endfunction()

# amtsbote_script_test(<name> COMMAND program arg... [LABEL l] [TIMEOUT s] [SERIAL])
# The command runs in the source root; $AMTSBOTE names the built agent.
function(amtsbote_script_test name)
	cmake_parse_arguments(PARSE_ARGV 1 T "SERIAL" "LABEL;TIMEOUT" "COMMAND")
	amtsbote_reject_(${name} "${T_UNPARSED_ARGUMENTS}")
	if(AMTSBOTE_FUZZ)
		return()
	endif()
	amtsbote_turn_(${name} turn)
	add_test(NAME ${name} COMMAND ${turn} ${T_COMMAND})
	amtsbote_test_properties_(${name} "${T_LABEL}" "${T_TIMEOUT}" ${T_SERIAL})
endfunction()

# amtsbote_fuzz(<name> [USES...] [PACKAGES...]) - tests/fuzz/fuzz_<name>.c
# Preset fuzz: a libFuzzer binary. Elsewhere: the corpus tests/fuzz/corpus/<name>/ is replayed.
function(amtsbote_fuzz name)
	cmake_parse_arguments(PARSE_ARGV 1 F "" "" "USES;PACKAGES")
	amtsbote_reject_(${name} "${F_UNPARSED_ARGUMENTS}")
	set(target fuzz_${name})
	set(source ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c)
	set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
	add_executable(${target} ${source})
	target_link_libraries(${target} PRIVATE amtsbote_flags)
	amtsbote_link_(${target} PRIVATE USES ${F_USES} PACKAGES ${F_PACKAGES})
	set_target_properties(${target} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/fuzz)
	target_compile_options(${target} PRIVATE
		"SHELL:-include ${PROJECT_SOURCE_DIR}/tests/fuzz/target.h")
	if(AMTSBOTE_FUZZ)
		target_link_options(${target} PRIVATE -fsanitize=fuzzer)
		return()
	endif()
	target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c)
	add_test(NAME fuzz/${name} COMMAND ${target} ${corpus})
	amtsbote_test_properties_(fuzz/${name} unit "" FALSE)
endfunction()

# amtsbote_test_properties_() - label, time limit, working folder and environment of one test.
function(amtsbote_test_properties_ name label timeout serial)
	if(NOT label)
		set(label unit)
	endif()
	if(NOT label IN_LIST AMTSBOTE_LABELS)
		message(FATAL_ERROR "${name}: unknown label '${label}' (one of ${AMTSBOTE_LABELS})")
	endif()
	if(NOT timeout)
		set(timeout ${AMTSBOTE_TIMEOUT_${label}})
	endif()
	set(environment AMTSBOTE_SOURCE_DIR=${PROJECT_SOURCE_DIR}
		AMTSBOTE_BUILD_DIR=${PROJECT_BINARY_DIR} LC_ALL=C.UTF-8 TZ=Europe/Berlin)
	if(TARGET amtsbote)
		list(APPEND environment AMTSBOTE=$<TARGET_FILE:amtsbote>)
	endif()
	if(AMTSBOTE_SANITIZE)
		set(leaks ${PROJECT_SOURCE_DIR}/tests/lsan.supp)
		math(EXPR timeout "${timeout} * 3")
		list(APPEND environment
			ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1
			UBSAN_OPTIONS=print_stacktrace=1
			LSAN_OPTIONS=suppressions=${leaks}:print_suppressions=0)
	endif()
	set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT ${timeout}
		RUN_SERIAL ${serial} SKIP_RETURN_CODE 77
		WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT "${environment}")
endfunction()

# amtsbote_reject_() - a misspelt keyword must not vanish silently.
function(amtsbote_reject_ name rest)
	if(rest)
		message(FATAL_ERROR "${name}: unknown arguments: ${rest}")
	endif()
endfunction()
