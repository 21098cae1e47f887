# heavy.py - looks of programs that are large to install: Swing and Windows' own in Wine.
# SPDX-License-Identifier: EUPL-1.2
import pathlib
import subprocess
from desk import BUILD, need

SHOW = pathlib.Path(__file__).resolve().parent / "show"
CROSS = "x86_64-w64-mingw32-gcc"
WINE = ("WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
WORK = BUILD / "tests/screens"


def made(source, product, *command):
    """@product, made by @command if it is older than @source."""
    if not product.exists() or product.stat().st_mtime < source.stat().st_mtime:
        WORK.mkdir(parents=True, exist_ok=True)
        subprocess.run(command, check=True)
    return product


def program(look, font, spec, out):
    """The command that shows @spec."""
    return {"swing": swing, "wine": wine}[look.toolkit](look, font, spec, out)


def swing(look, font, spec, out):
    need("javac")
    source = SHOW / "Show.java"
    made(source, WORK / "Show.class", "javac", "-d", WORK, source)
    anti_alias = look.options[0]
    return ["env", f"JAVA_TOOL_OPTIONS=-Dsun.java2d.uiScale=1 -Dawt.useSystemAAFontSettings="
            f"{anti_alias} -Dswing.aatext={'true' if anti_alias == 'on' else 'false'} "
            "-Dswing.showFromDoubleBuffer=false",
            "java", "-cp", WORK, "Show", spec, out, font.name, font.size_px]


def wine(_, font, spec, out):
    need("wine", CROSS)
    source = SHOW / "windows.c"
    made(source, WORK / "show.exe", CROSS, "-std=c17", "-Wall", "-Wextra", "-Werror", "-municode",
         "-mwindows", "-o", WORK / "show.exe", source, "-lgdi32")
    return ["wine", WORK / "show.exe", to_windows(spec), to_windows(out), font.name, font.size_px]


def to_windows(path):
    return "Z:" + str(path).replace("/", "\\")
