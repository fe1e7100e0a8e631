"""The stick that `make usb` fills: complete for every system, refused by name where it is not, and used offline."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from conftest import HANG
from test_setup import LAB_PINS, ROOT, tracked

USB = importlib.util.spec_from_file_location("usb", ROOT / "tools" / "usb.py")
usb = importlib.util.module_from_spec(USB)
USB.loader.exec_module(usb)

LINUX = usb.SYSTEMS[0]
HERE = "{}.{}".format(*sys.version_info)  # the Python of the stick that is made here
PAGE = "<title>The book</title>"
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
NO_NETWORK = re.compile("onnection|dns error|error sending request", re.IGNORECASE)
ONLY_ON = {"win-amd64": {"pywinpty", "colorama"}, "macosx-arm64": {"appnope"}, "macosx-x86_64": {"appnope"}}
HEADLESS = ["--no-browser", "--ServerApp.port=8899", "--IdentityProvider.token=t"]

# In a network of its own, where only the loopback interface is up: start, ask what the file browser would show, stop.
WITHOUT_NETWORK = r"""
ip link set lo up
! {python} -c "import socket; socket.create_connection(('192.0.2.1', 80), 3)" 2>/dev/null || exit 9
sh "{stick}/start-linux.sh" {options} &
{python} - <<'END'
import json, time, urllib.request
deadline = time.monotonic() + {hang}
while time.monotonic() < deadline:
    try:
        with urllib.request.urlopen("http://127.0.0.1:8899/api/contents?token=t") as answer:
            print("shown:", *sorted(entry["name"] for entry in json.load(answer)["content"]))
            break
    except OSError:
        time.sleep(0.5)
END
kill $!
wait $!
cd "$HOME/steppe-count/class" || exit 8
sed 's/\\": \.\.\.,/\\": \\"open\\",/' 07_*.ipynb >judged.ipynb  # a chapter runs on once its reader has judged
"$HOME/steppe-count/.venv/bin/python" -m nbconvert --to notebook --execute --stdout judged.ipynb >executed || exit 7
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The files of the project, the editions as they are derived from them, and a book of one page."""
    folder = tmp_path_factory.mktemp("usb") / "steppe"
    for path in tracked():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (folder / "build" / "book").mkdir(parents=True)
    (folder / "build" / "book" / "index.html").write_text(PAGE, "utf-8")
    command = [sys.executable, "-m", "steppe", "classroom", "build"]
    subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder / "lib")}, check=True)
    return folder


@pytest.fixture(scope="module")
def interpreters(tmp_path_factory):
    """A folder with one archive like those of python-build-standalone, made of the Python that runs here."""
    if sys.platform != "linux" or not importlib.util.find_spec("ensurepip"):
        pytest.skip("the archive for the test can be made on Linux only, of a Python with ensurepip")
    folder, base = tmp_path_factory.mktemp("interpreters"), Path(sys.base_prefix)
    library = f"lib/python{HERE}"
    left_out = re.compile(r"/(?:test|site-packages/.+|dist-packages|__pycache__|config-[^/]*)$")
    with tarfile.open(folder / f"cpython-{HERE}.0+test-{LINUX.archive}-install_only.tar.gz", "w:gz") as archive:
        archive.add((base / f"bin/python{HERE}").resolve(), LINUX.program)
        archive.add(base / library, f"python/{library}", filter=lambda one: None if left_out.search(one.name) else one)
    return folder


def fill(tree: Path, *options: object, **about: str) -> subprocess.CompletedProcess:
    """Runs the tool as `make usb` does."""
    command = [sys.executable, "tools/usb.py", *map(str, options)]
    return subprocess.run(command, cwd=tree, env=os.environ | about, capture_output=True, text=True)


@pytest.fixture(scope="module")
def stick(tree, interpreters):
    """The stick for Linux; 110 MB of wheels are downloaded, or taken from pip's cache."""
    done = fill(tree, "--python", HERE, "--systems", LINUX.name, "--interpreters", interpreters)
    if done.returncode and NO_NETWORK.search(done.stderr):
        pytest.skip("no network: the wheels for Linux could not be fetched")
    assert done.returncode == 0, done.stderr
    return tree / "build" / "usb"


def test_the_stick_holds_the_book_the_editions_the_lessons_the_project_and_a_start_for_each_system(stick):
    names = {path.relative_to(stick).as_posix() for path in stick.rglob("*")}
    assert {"build/book/index.html", "build/classroom/student", "build/classroom/teacher"} <= names
    assert "build/classroom/student/data/facts.csv" in names and "data" not in names
    assert {"start-linux.sh", "start-macos.command", "start-windows.bat", "start.py", "README.txt"} <= names
    assert {f"classroom/{path.stem}.html" for path in (ROOT / "classroom").glob("*.md")} <= names
    assert "notebooks/_template.ipynb" in names  # what a project of the unit begins with
    assert [name for name in names if re.fullmatch(r"wheels/steppe_count-[\d.]+-py3-none-any\.whl", name)]
    assert not stick.with_suffix(".part").exists()


def test_every_link_of_a_lesson_leads_to_a_page_of_the_stick_and_to_a_heading_of_it(tmp_path):
    usb.render_lessons(ROOT / "classroom", tmp_path / "classroom")
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "classroom").iterdir()}
    links = [(name, link) for name, page in pages.items() for link in re.findall(r'href="(.+?)"', page)]
    assert len(links) == sum(
        len(re.findall(r"\]\((?!http)", path.read_text("utf-8"))) for path in (ROOT / "classroom").glob("*.md")
    )
    for name, link in links:
        page, _, heading = link.partition("#")
        if page.startswith("../build/book/"):
            assert (ROOT / "book" / Path(page).with_suffix(".md").name).is_file(), (name, link)
        else:
            aim = pages[page or name]
            assert not heading or f'id="{heading}"' in aim, (name, link)


def test_the_stick_sets_up_and_runs_a_chapter_with_the_network_cut_off(stick, tmp_path):
    if subprocess.run(["unshare", "-rn", "ip", "link", "set", "lo", "up"], capture_output=True).returncode:
        pytest.skip("this machine gives no network of its own: unshare -rn")
    script = WITHOUT_NETWORK.format(python=sys.executable, stick=stick, options=" ".join(HEADLESS), hang=HANG)
    about = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(["unshare", "-rn", "bash", "-c", script], env=about, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [shown] = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("shown: ")]
    edition = {path.name for path in (stick / "build" / "classroom" / "student").iterdir()}
    assert set(shown) == edition
    laptop = tmp_path / "steppe-count"
    assert '"nbformat": 4' in (laptop / "class" / "executed").read_text("utf-8")
    (laptop / "class" / "executed").unlink()
    again = start_again(laptop, about)  # the stick is not named: it may be in another laptop
    assert again.returncode == 0, again.stderr
    assert re.fullmatch(r"[\d.]+\n", again.stdout)
    shutil.rmtree(laptop / ".venv")
    without = start_again(laptop, about)
    assert (without.returncode, without.stdout) == (1, "")
    assert without.stderr == f"start.py: {laptop / '.venv'}: no JupyterLab that runs; start once from the stick.\n"


def start_again(laptop: Path, about: dict[str, str]) -> subprocess.CompletedProcess:
    """Starts from the folder on the laptop; JupyterLab says its version and ends."""
    command = ["sh", laptop / "start-linux.sh", "--version"]
    return subprocess.run(command, env=about, capture_output=True, text=True)


def test_a_wheel_that_is_not_there_is_named_with_its_system(stick, tmp_path):
    pins = (stick / "locks" / f"{LINUX.name}.lock").read_text("utf-8")
    usb.check_wheels(LINUX, HERE, pins, stick / "wheels")
    wheels = shutil.copytree(stick / "wheels", tmp_path / "wheels")
    [pandas] = wheels.glob("pandas-*.whl")
    pandas.unlink()
    version = pandas.name.split("-")[1]
    with pytest.raises(usb.Missing, match=rf"^linux-x86_64: no wheel for Python {HERE} of pandas {version}$"):
        usb.check_wheels(LINUX, HERE, pins, wheels)
    with pytest.raises(usb.Missing, match=r"^win-amd64: no wheel .*\bnumpy "):  # those of Linux are none for Windows
        usb.check_wheels(usb.SYSTEMS[-1], HERE, pins, stick / "wheels")


@pytest.mark.parametrize("system", usb.SYSTEMS, ids=lambda system: system.name)
def test_the_lock_of_a_system_has_the_pins_for_that_system_whatever_this_machine_is(system):
    try:
        pins = usb.resolve(system, usb.PYTHON)
    except usb.Missing as missing:
        if NO_NETWORK.search(str(missing)):
            pytest.skip("no network: what wheels there are could not be asked")
        raise
    found = [Requirement(line.rstrip(" \\")) for line in pins.splitlines() if not line.startswith(" ")]
    locked = {pin.name: str(pin.specifier) for pin in LAB_PINS}
    assert [pin.name for pin in found if pin.marker or locked[pin.name] != str(pin.specifier)] == []
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {pin.name for pin in found}
    assert {Requirement(line).name for line in needed} <= names
    others = set().union(*ONLY_ON.values())
    assert names & others == ONLY_ON.get(system.name, set())


def test_missing_pythons_are_named_in_one_line_and_the_stick_stays_as_it_was(tree, tmp_path):
    stays = tree / "build" / "usb" / "stays"
    stays.parent.mkdir(exist_ok=True)
    stays.touch()
    done = fill(tree, "--interpreters", tmp_path / "none", **NOWHERE)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "no Python for linux-x86_64, macosx-arm64, macosx-x86_64, win-amd64, and none could be" in done.stderr
    assert stays.exists() and not (tree / "build" / "usb.part").exists()
    assert list((tmp_path / "none").iterdir()) == []
    stays.unlink()


@pytest.mark.parametrize(
    ("option", "found"),
    [("--interpreters", "start.py: File exists; expected a"), ("--python", "--python: found start.py, expected a")],
)
def test_an_option_that_cannot_be_used_is_named_in_one_line(tree, option, found):
    done = fill(tree, option, "start.py", **NOWHERE)
    assert done.returncode == 1
    assert done.stderr.startswith(f"usb: {found}") and len(done.stderr.splitlines()) == 1


def test_make_passes_the_folder_of_interpreters_and_the_systems_that_are_named():
    named = ["INTERPRETERS=archives", "SYSTEMS=linux-x86_64 win-amd64"]
    done = subprocess.run(["make", "-n", "usb", *named], cwd=ROOT, capture_output=True, text=True)
    assert "tools/usb.py --interpreters archives --systems linux-x86_64 win-amd64\n" in done.stdout


@pytest.mark.parametrize(
    ("command", "options"),
    [("usb LANGUAGE=kk", " --language kk"), ("lab LANGUAGE=kk", " --language kk"), ("usb", ""), ("lab", "")],
)
def test_make_passes_a_language_that_is_named_and_not_that_of_the_environment(command, options):
    about = os.environ | {"LANGUAGE": "en_GB:en"}
    done = subprocess.run(["make", "-n", *command.split()], cwd=ROOT, env=about, capture_output=True, text=True)
    [line] = [line for line in done.stdout.splitlines() if "start.py" in line or "classroom build" in line][-1:]
    assert line.endswith(f"{'start.py' if command.startswith('lab') else 'classroom build'}{options}".rstrip())


def test_an_archive_without_a_python_in_it_is_named(tree, tmp_path):
    archive = tmp_path / f"cpython-{usb.PYTHON}.1+1-{LINUX.archive}-install_only.tar.gz"
    archive.write_bytes(b"no archive")
    done = fill(tree, "--systems", LINUX.name, "--interpreters", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"usb: {archive}: no {LINUX.program} in it: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["a:b", "why?", "trailing.", "trailing ", 'quo"te'])
def test_a_name_that_fat_does_not_take_is_refused(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(usb.Missing, match=re.escape(name)):
        usb.checked(tmp_path)


def test_links_and_more_than_two_gigabytes_are_refused(tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(usb.MOST_BYTES)
    assert usb.checked(tmp_path) == usb.MOST_BYTES
    (tmp_path / "more").write_bytes(b"1")
    with pytest.raises(usb.Missing, match=r"^2\.00 GB, expected at most 2 GB$"):
        usb.checked(tmp_path)
    (tmp_path / "link").symlink_to("more")
    with pytest.raises(usb.Missing, match="link"):
        usb.checked(tmp_path)


def test_the_start_files_are_ascii_with_the_line_ends_of_their_system_and_parse(tmp_path):
    for name, (text, newline) in usb.STARTS.items():
        usb.write(tmp_path / name, text, newline)
        written = (tmp_path / name).read_bytes()
        assert written.isascii()
        assert written.count(b"\r\n") == (text.count("\n") if newline == "\r\n" else 0)
    if shutil.which("sh"):
        for name in ("start-linux.sh", "start-macos.command"):
            subprocess.run(["sh", "-n", tmp_path / name], check=True)
