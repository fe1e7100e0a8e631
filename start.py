"""Set up Steppe Count and open JupyterLab at the student edition: `python start.py`.

What `make lab` runs. It needs nothing but Python, also on Windows. The packages of requirements-lab.lock go into
`.venv`, the student edition with its data into `class`. A file that was changed in `class` is never overwritten.

On a stick that `make usb` has filled, the packages come from the stick and everything is put into the folder
`steppe-count` of the user; nothing is written on the stick. This file and the start file of the system are put there as
well, and start JupyterLab when the stick is gone.
"""

import argparse
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
STICK = (HERE / "wheels").is_dir()
FROM_STICK = not STICK and not (HERE / "pyproject.toml").is_file()  # the folder that a stick has set up
START = {"darwin": "start-macos.command", "win32": "start-windows.bat"}.get(sys.platform, "start-linux.sh")
HOME = Path.home() / "steppe-count" if STICK else HERE
VENV, CLASS = HOME / ".venv", HOME / "class"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")

RECORD = CLASS / ".handed_out.json"

OLDEST, NEWEST = (3, 11), (3, 14)
LANGUAGES, LANGUAGE = ("en", "ru", "kk"), "language"  # the last stands in the record beside the names of files
PIP = ["-m", "pip", "--disable-pip-version-check", "install", "--no-compile"]  # compiled files would add 110 MB
NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}  # else a pop-up asks about news


def main(arguments):
    """Sets up, hands out the student edition, becomes JupyterLab. Options that are not listed go to JupyterLab."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return "Steppe Count needs Python 3.11 to 3.14, found {}.{}.".format(*sys.version_info)
    about = "Set up Steppe Count and open JupyterLab at the student edition."
    parser = argparse.ArgumentParser(description=about, allow_abbrev=False)
    parser.add_argument("--set-up", action="store_true", help="set up and stop there")
    languages = "language of the student edition: en, ru or kk; that of the last start unless named"
    parser.add_argument("--language", help=languages)
    options, for_jupyterlab = parser.parse_known_args(arguments)
    if options.language not in (None, *LANGUAGES):
        return f"start.py: --language: found {options.language}, expected en, ru or kk."
    if options.set_up and (options.language or for_jupyterlab):
        return f"start.py: --set-up: found {' '.join(arguments)}, expected no other option beside it."
    if for_jupyterlab and not for_jupyterlab[0].startswith("-"):
        return f"start.py: found {for_jupyterlab[0]}, expected an option; `python start.py --help` lists them."
    if (STICK or FROM_STICK) and options.language:
        return "start.py: --language: found on a stick, which holds one edition; leave it out."
    set_up()
    if STICK:
        for name in ("start.py", START):
            replace(HOME / name, (HERE / name).read_bytes())
            (HOME / name).chmod(0o755)
    if options.set_up:
        return None
    if not FROM_STICK:
        handed_out = recorded()
        language = options.language or handed_out.get(LANGUAGE)
        handed_out |= {LANGUAGE: language} if language else {}
        for kept in hand_out(edition(language), handed_out):
            print(f"Kept as you changed it: {kept}. For a fresh copy rename it, then start again.", flush=True)
    become_jupyterlab(for_jupyterlab)
    return None


def set_up():
    """Makes `.venv` unless it stands as the lock wants it, in this place and with a Python that runs."""
    if FROM_STICK:
        if not runs("-c", "import jupyterlab"):
            raise SystemExit(f"start.py: {VENV}: no JupyterLab that runs; start once from the stick.")
        return
    lock = HERE / "locks" / f"{system()}.lock" if STICK else HERE / "requirements-lab.lock"
    if not lock.is_file():
        raise SystemExit(f"start.py: {lock}: not found.")
    made_of = [lock, *([] if STICK else [HERE / "pyproject.toml"])]
    stamp, wanted = VENV / "set-up", " ".join([str(VENV), *map(digest, made_of)])
    if stamp.is_file() and stamp.read_text("utf-8") == wanted and runs("-c", "import jupyterlab"):
        return
    print(f"Setting up {VENV}: less than a minute, once.", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode:
        raise SystemExit(f"start.py: {sys.executable} could not make {VENV}; its reason stands above.")
    source = ["--no-index", "--find-links", HERE / "wheels"] if STICK else []
    install(*source, "--require-hashes", "-r", lock)
    if not STICK:
        install("--no-build-isolation", "--no-deps", "-e", HERE)
    if sys.version_info < (3, 12):
        runs("-m", "pip", "--quiet", "uninstall", "--yes", "setuptools")  # what venv puts there, and nothing needs
    runs("-c", "import matplotlib.font_manager")  # lists the fonts now, so that no notebook prints a notice about it
    settings = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps(NO_NEWS), "utf-8")
    stamp.write_text(wanted, "utf-8")


def system():
    """The system and processor of this Python, as linux-x86_64, macosx-arm64 or win-amd64."""
    return re.sub(r"-[0-9.]+-", "-", sysconfig.get_platform())


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def alone():
    """The environment variables with the programs of `.venv` first on PATH, and without those that lead elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    path = os.pathsep.join([str(PROGRAMS), *filter(None, [os.environ.get("PATH")])])
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV), "JUPYTER_PREFER_ENV_PATH": "1"}


def runs(*arguments):
    """Whether the Python of `.venv` ends with status 0."""
    return PYTHON.exists() and not subprocess.run([PYTHON, *arguments], cwd=HERE, env=alone()).returncode


def install(*what):
    """Installs with pip, and says how far it is."""
    command, found = [PYTHON, *PIP, *what], 0
    with subprocess.Popen(command, cwd=HERE, env=alone(), stdout=subprocess.PIPE, text=True) as pip:
        for line in pip.stdout:
            found += line.startswith("Collecting ")
            if line.startswith(("Collecting ", "Installing ")) and sys.stdout.isatty():
                print(f"\r{found} packages{', installing' if line.startswith('I') else ''} ", end="", flush=True)
    if pip.returncode:
        raise SystemExit("start.py: pip could not install the packages; its reason stands above.")
    if sys.stdout.isatty():
        print("\r", end="")


def edition(language):
    """The folder of the student edition: on a stick as it is there, else derived anew from the chapters."""
    if not STICK and not runs("-m", "steppe", "classroom", "build", *(["--language", language] if language else [])):
        raise SystemExit("start.py: `steppe classroom build` failed; its reason stands above.")
    return HERE / "build" / "classroom" / "student"


def recorded():
    """The hash of each file as it was handed out, by its name in `class`, and the language if one was chosen."""
    if not RECORD.is_file():
        return {}
    try:
        return dict(json.loads(RECORD.read_text("utf-8")))
    except (ValueError, TypeError):
        raise SystemExit(
            f"start.py: {RECORD}: found no record of what was handed out, expected JSON. "
            "Delete it; files that differ from the edition are then kept."
        ) from None


def hand_out(folder, handed_out):
    """Copies the files of a folder into `class`; returns those that are not copied since somebody changed them.

    A file is replaced only while it is as it was handed out, and then also goes when the folder no longer has it. The
    record is written after each, so that a stop loses nothing.
    """
    sources = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in handed_out.keys() - sources.keys() - {LANGUAGE}:
        if (CLASS / name).is_file() and digest(CLASS / name) == handed_out[name]:
            (CLASS / name).unlink()
    kept = []
    for name, source in sorted(sources.items()):
        copy, new = CLASS / name, digest(source)
        if copy.is_file() and digest(copy) not in (new, handed_out.get(name)):
            kept.append(copy)
            continue
        replace(copy, source.read_bytes())
        handed_out[name] = new
        replace(RECORD, json.dumps(handed_out, indent=0).encode())
    return kept


def replace(path, content):
    """Writes a file beside its place and renames it, so that it is old or new, never half."""
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        if part.is_file():
            part.unlink()
        raise SystemExit(f"start.py: {path}: could not be written: {error.strerror}.") from None


def become_jupyterlab(options):
    """Starts JupyterLab in `class`."""
    command = [str(PYTHON), "-m", "jupyterlab", f"--ServerApp.root_dir={CLASS}", *options]
    os.chdir(CLASS)
    if os.name == "nt":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for JupyterLab, which asks before it ends
        raise SystemExit(subprocess.call(command, env=alone()))
    # A terminal that is a login shell would set PATH anew and not find `steppe` and `papermill`.
    command += [f"--ServerApp.terminado_settings=shell_command={os.environ.get('SHELL') or '/bin/sh'}"]
    command += ["--allow-root"] if os.getuid() == 0 else []
    os.execve(PYTHON, command, alone())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
