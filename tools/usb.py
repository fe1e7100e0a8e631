"""Fill build/usb, to be copied onto a memory stick: `python tools/usb.py [--interpreters FOLDER]`, or `make usb`.

The stick sets up a laptop without network, under Linux, macOS and Windows. It holds a portable Python and the wheels
of requirements-lab.lock for each system, the project as a wheel, the book, the editions with their data, the lessons
as pages for a browser, and one start file a system. What is missing is named in one line, and then build/usb is as it
was before. Where the archives of Python cannot be fetched, download them elsewhere and name their folder.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
from pathlib import Path
from typing import NamedTuple

import mistune
from packaging import tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
STICK, INTERPRETERS, LAB = ROOT / "build" / "usb", ROOT / "build" / "interpreters", ROOT / "requirements-lab.lock"
PYTHON = "3.13"
MOST_BYTES = 2_000_000_000
FORBIDDEN = re.compile(r'[\x00-\x1f"*:<>?\\|]|[. ]$')  # in the name of a file on FAT or exFAT
COPIED = ["start.py", "LICENSE", "build/book", "build/classroom", "notebooks/_template.ipynb"]
ARCHIVES = "https://github.com/astral-sh/python-build-standalone/releases"


class System(NamedTuple):
    """A system as Python's sysconfig, uv and python-build-standalone name it, and what its wheels may be tagged."""

    name: str
    for_uv: str
    archive: str
    program: str
    platforms: tuple[str, ...]


OLD_MANYLINUX = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64")
MANYLINUX = (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), *OLD_MANYLINUX)
MAC_ARM, MAC_INTEL = ((14, 0), "arm64"), ((13, 0), "x86_64")  # the oldest macOS that pyproj has wheels for
SYSTEMS = [
    System("linux-x86_64", "x86_64-manylinux_2_28", "x86_64-unknown-linux-gnu", "python/bin/python3", MANYLINUX),
    System(
        "macosx-arm64", "aarch64-apple-darwin", "aarch64-apple-darwin", "python/bin/python3",
        tuple(tags.mac_platforms(*MAC_ARM)),
    ),
    System(
        "macosx-x86_64", "x86_64-apple-darwin", "x86_64-apple-darwin", "python/bin/python3",
        tuple(tags.mac_platforms(*MAC_INTEL)),
    ),
    System("win-amd64", "x86_64-pc-windows-msvc", "x86_64-pc-windows-msvc", "python/python.exe", ("win_amd64",)),
]  # fmt: skip

UNIX = """\
#!/bin/sh
# Sets up Steppe Count in the folder steppe-count of your home folder, without network, and opens JupyterLab.
# start.py copies it there, to start again without the stick.
stick=$(cd "$(dirname "$0")" && pwd)
home="$HOME/steppe-count"
archive="$stick/python/{system}-$(uname -m).tar.gz"
if [ ! -x "$home/python/bin/python3" ]; then
    if [ ! -f "$archive" ]; then echo "$archive: not found; this stick has no Python for this computer." >&2; exit 1; fi
    rm -rf "$home/unpacked"
    mkdir -p "$home/unpacked" && tar -xzf "$archive" -C "$home/unpacked" && mv "$home/unpacked/python" "$home" \\
    && rmdir "$home/unpacked" || exit 1
fi
exec "$home/python/bin/python3" "$stick/start.py" "$@"
"""
WINDOWS = """\
@echo off
rem Sets up Steppe Count in the folder steppe-count of your home folder, without network, and opens JupyterLab.
rem start.py copies it there, to start again without the stick.
setlocal
set "HOME_FOLDER=%USERPROFILE%\\steppe-count"
if exist "%HOME_FOLDER%\\python\\python.exe" goto start
if exist "%HOME_FOLDER%\\unpacked" rmdir /s /q "%HOME_FOLDER%\\unpacked"
mkdir "%HOME_FOLDER%\\unpacked" || goto failed
tar -xzf "%~dp0python\\win-amd64.tar.gz" -C "%HOME_FOLDER%\\unpacked" || goto failed
move "%HOME_FOLDER%\\unpacked\\python" "%HOME_FOLDER%\\python" >nul || goto failed
rmdir "%HOME_FOLDER%\\unpacked"
:start
"%HOME_FOLDER%\\python\\python.exe" "%~dp0start.py" %* || goto failed
exit /b 0
:failed
echo Steppe Count could not be started; the reason stands above.
pause
exit /b 1
"""
STARTS = {
    "start-linux.sh": (UNIX.format(system="linux"), "\n"),
    "start-macos.command": (UNIX.format(system="macosx"), "\n"),
    "start-windows.bat": (WINDOWS, "\r\n"),
    "book.html": ('<meta http-equiv="refresh" content="0; url=build/book/index.html">\n', "\n"),
    "README.txt": (
        "Steppe Count, without network.\n\n"
        "Linux: sh start-linux.sh in a terminal. macOS 14 (Intel: 13) or newer: open start-macos.command.\n"
        "Windows 10 or newer: open start-windows.bat.\n"
        "The first start takes about a minute and puts 600 MB into the folder steppe-count of your home folder.\n"
        "Your work is in steppe-count/class. Later the same file in steppe-count starts it, without the stick.\n"
        "To remove everything, delete steppe-count.\n\n"
        "Teachers: open classroom/README.html, the lessons; book.html is the book; build/classroom/slides has slides.\n"
        "For the teacher edition copy build/classroom/teacher into steppe-count/class of your own laptop.\n"
        "Before you lend the stick delete build/book, build/classroom/teacher and build/classroom/slides:\n"
        "solutions and verdicts stand in them.\n",
        "\r\n",
    ),
}


PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}
table {{ border-collapse: collapse }}
th, td {{ border: 1px solid #888; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top }}
pre {{ overflow: auto; background: #f4f4f4; padding: 0.5rem }}
tr, pre {{ break-inside: avoid }}
</style>
</head>
<body>
{body}</body>
</html>
"""


class LessonRenderer(mistune.HTMLRenderer):
    """Gives headings the anchors that links in Markdown name, and leads links to pages where they are on the stick."""

    def heading(self, text: str, level: int, **about) -> str:
        anchor = re.sub(r"[^\w -]", "", re.sub(r"<[^>]+>", "", text)).lower().replace(" ", "-")
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        page = re.sub(r"\.md(?=#|$)", ".html", url)
        return super().link(text, re.sub(r"^\.\./book/", "../build/book/", page), title)


class Missing(Exception):
    """Something that belongs on the stick is not to be had; the text names it in one line."""


def main(arguments: list[str] | None = None) -> str | None:
    """Fills build/usb and says how large it is, or returns in one line what is missing."""
    parser = argparse.ArgumentParser(description="Fill build/usb for a memory stick.")
    names = [system.name for system in SYSTEMS]
    archives = f"where archives of Python are, as on {ARCHIVES}; what is missing is fetched to it"
    parser.add_argument("--interpreters", type=Path, default=INTERPRETERS, metavar="FOLDER", help=archives)
    parser.add_argument("--python", default=PYTHON, help=f"the Python of the stick, {PYTHON} unless named")
    parser.add_argument("--systems", nargs="+", choices=names, default=names, metavar="SYSTEM", help=", ".join(names))
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"3\.\d+", options.python):
        return f"usb: --python: found {options.python}, expected a version such as {PYTHON}"
    part = STICK.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        fill(part, [one for one in SYSTEMS if one.name in options.systems], options.python, options.interpreters)
        size = checked(part)
    except Missing as missing:
        shutil.rmtree(part, ignore_errors=True)
        return f"usb: {missing}"
    shutil.rmtree(STICK, ignore_errors=True)
    part.rename(STICK)
    print(f"{STICK.relative_to(ROOT)}: {size / 1e6:.0f} MB. Copy what is in it onto the stick.")
    return None


def fill(stick: Path, systems: list[System], python: str, interpreters: Path) -> None:
    """Puts everything into a new folder; what is missing is found before anything large is downloaded."""
    archives = find_interpreters(systems, python, interpreters)
    for name in COPIED:
        copy(ROOT / name, stick / name)
    render_lessons(ROOT / "classroom", stick / "classroom")
    (stick / "python").mkdir()
    for system, archive in archives.items():
        shutil.copyfile(archive, stick / "python" / f"{system.name}.tar.gz")
    own = build_wheel(stick / "wheels")
    for system in systems:
        print(f"packages for {system.name}", flush=True)
        pins, lock = resolve(system, python), stick / "locks" / f"{system.name}.lock"
        write(lock, pins, "\n")
        download(system, python, lock, stick / "wheels")
        check_wheels(system, python, pins, stick / "wheels")
        write(lock, pins + own, "\n")
    for name, (text, newline) in STARTS.items():
        write(stick / name, text, newline)
        (stick / name).chmod(0o755)


def copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise Missing(f"{source.relative_to(ROOT)}: not found; `make usb` makes it first")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    else:
        shutil.copyfile(source, target)


def render_lessons(folder: Path, pages: Path) -> None:
    """Writes the Markdown files of a folder as pages for a browser: not every laptop shows or prints Markdown."""
    render = mistune.create_markdown(renderer=LessonRenderer(), plugins=["table"])
    for path in sorted(folder.glob("*.md")):
        text = path.read_text("utf-8")
        title = text.partition("\n")[0].lstrip("# ")
        write(pages / f"{path.stem}.html", PAGE.format(title=title, body=render(text)), "\n")


def write(path: Path, text: str, newline: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", newline=newline)


def find_interpreters(systems: list[System], python: str, folder: Path) -> dict[System, Path]:
    """The archive of each system, from the folder or fetched into it.

    Raises:
        Missing: names every system without one, or an archive without its Python.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(f"{folder}: {error.strerror}; expected a folder for archives of Python") from None
    found = {system: archive_of(system, python, folder) for system in systems}
    missing = [system for system, path in found.items() if not path]
    if missing:
        found |= {system: fetch(url, folder) for system, url in addresses(missing, python).items()}
    if missing := [system for system, path in found.items() if not path]:
        names = ", ".join(f"cpython-{python}.*{system.archive}-install_only*.tar.gz" for system in missing)
        raise Missing(f"{folder}: no Python for {', '.join(one.name for one in missing)}, and none could be fetched; "
                      f"expected {names}, as on {ARCHIVES}, or --systems without these")  # fmt: skip
    for system, path in found.items():
        try:
            with tarfile.open(path, "r:gz") as archive:
                archive.getmember(system.program)
        except (KeyError, tarfile.TarError, EOFError, OSError) as error:
            raise Missing(f"{path}: no {system.program} in it: {error}") from None
    return found


def archive_of(system: System, python: str, folder: Path) -> Path | None:
    return max(folder.glob(f"cpython-{python}.*{system.archive}-install_only*.tar.gz"), default=None)


def addresses(systems: list[System], python: str) -> dict[System, str]:
    """Where uv would fetch the newest Python of each system from."""
    which = ["--all-platforms", "--all-arches", "--only-downloads", "--output-format", "json", python]
    command = [sys.executable, "-m", "uv", "python", "list", *which]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    urls = [one["url"] for one in json.loads(listed) if one["variant"] == "default"]
    first = {system: [url for url in urls if f"{system.archive}-install_only" in url][:1] for system in systems}
    return {system: url for system, urls in first.items() for url in urls}


def fetch(url: str, folder: Path) -> Path | None:
    """The file of an address in the folder, or None where the network does not give it."""
    path = folder / urllib.request.unquote(url.rpartition("/")[2])
    print(f"fetching {path.name}", flush=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, part.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except OSError:
        part.unlink(missing_ok=True)
        return None
    return part.rename(path)


def build_wheel(wheels: Path) -> str:
    """Builds the wheel of the project into a folder and returns its line for a lock."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = wheels.glob("*.whl")
    name, version, *_ = parse_wheel_filename(wheel.name)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def resolve(system: System, python: str) -> str:
    """The lock of a class for one system and Python: its pins with their hashes, without markers."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    command = [
        *("-m", "uv", "pip", "compile", "-", "--quiet", "--no-header", "--no-annotate", "--generate-hashes"),
        *("--only-binary", ":all:", "--constraints", LAB.name),
        *("--python-platform", system.for_uv, "--python-version", python),
    ]
    oldest = {"macosx-arm64": MAC_ARM, "macosx-x86_64": MAC_INTEL}.get(system.name)
    about = {"MACOSX_DEPLOYMENT_TARGET": "{}.{}".format(*oldest[0])} if oldest else {}
    return run(system, command, input="\n".join(wanted), env={**os.environ, **about})


def download(system: System, python: str, lock: Path, wheels: Path) -> None:
    """Puts the wheels of a lock into a folder, those for one system and Python."""
    command = [
        *("-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"),
        *("--require-hashes", "--requirement", str(lock), "--dest", str(wheels), "--python-version", python),
    ]
    command += [word for platform in system.platforms for word in ("--platform", platform)]
    run(system, command)


def run(system: System, command: list[str], **options) -> str:
    """What a command of Python prints; its last line about an error is raised as what is missing."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, text=True, capture_output=True, **options)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if re.match(r"ERROR|\s*cause|error", line)]
        raise Missing(f"{system.name}: {(reasons or done.stderr.splitlines() or ['no reason given'])[-1].strip()}")
    return done.stdout


def check_wheels(system: System, python: str, pins: str, folder: Path) -> None:
    """Holds every pin against the names of the wheels.

    Raises:
        Missing: names every pin without a wheel that this system and Python take.
    """
    version = tuple(map(int, python.split(".")))
    taken = {*tags.cpython_tags(version, platforms=system.platforms),
             *tags.compatible_tags(version, f"cp{python.replace('.', '')}", system.platforms)}  # fmt: skip
    wheels = [parse_wheel_filename(path.name) for path in folder.glob("*.whl")]
    there = {(name, str(release)) for name, release, _, tagged in wheels if tagged & taken}
    wanted = re.findall(r"^([\w.-]+)==(\S+)", pins, re.MULTILINE)
    if missing := [f"{name} {release}" for name, release in wanted if (canonicalize_name(name), release) not in there]:
        raise Missing(f"{system.name}: no wheel for Python {python} of {', '.join(missing)}")


def checked(stick: Path) -> int:
    """The size of all files in bytes, if all can stand on FAT.

    Raises:
        Missing: names the first file that FAT does not take, or the size where it is above 2 GB.
    """
    paths = sorted(stick.rglob("*"))
    for path in paths:
        if path.is_symlink() or FORBIDDEN.search(path.name):
            raise Missing(f"{path.relative_to(stick)}: a link, or a name that FAT does not take")
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if size > MOST_BYTES:
        raise Missing(f"{size / 1e9:.2f} GB, expected at most {MOST_BYTES / 1e9:.0f} GB")
    return size


if __name__ == "__main__":
    sys.exit(main())
