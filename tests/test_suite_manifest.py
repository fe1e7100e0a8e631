"""The manifest of a folder of runs: nothing in it changes unseen."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import counted, ran
from hostile import replaced
from nbsuite import files, manifest, store
from steppe import cli

CHANGES = 1000


def findings(runs: Path) -> list[str]:
    return list(manifest.findings(runs))


def test_the_manifest_says_for_every_output_what_it_rests_on_has_no_clock_and_comes_out_the_same_again(finished):
    outputs = manifest.read(finished / "runs")
    places = [f"{scenario}/{name}.ipynb" for scenario in ("essay", "hindsight") for name in ("01_one", "02_two")]
    assert sorted(outputs) == [*places, "verdicts.json"]
    for name in places:
        assert outputs[name] == json.loads((finished / "runs" / name).read_bytes())["metadata"]["nbsuite"]
        assert outputs[name].keys() == {
            "beside", "chapters", "data", "engine", "injected", "key", "library", "notebook", "packages", "parameters",
            "place", "python", "reads", "result",
        }  # fmt: skip
    assert findings(finished / "runs") == []
    path = finished / "runs" / manifest.NAME
    before = path.read_bytes()
    path.unlink()
    manifest.write(finished / "runs")
    assert path.read_bytes() == before


def test_each_of_a_thousand_changed_bytes_is_found_and_a_file_cut_short_wherever_it_ends(finished):
    runs, chance = finished / "runs", random.Random(20220921)
    paths = sorted(path for path in runs.rglob("*") if path.is_file())
    assert runs / manifest.NAME in paths
    for _ in range(CHANGES):
        path = chance.choice(paths)
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
        path.write_bytes(changed)
        assert findings(runs) == [f"changed: {path.relative_to(runs).as_posix()}"]
        path.write_bytes(whole)
    assert findings(runs) == []
    whole = (runs / "essay" / "01_one.ipynb").read_bytes()
    for length in range(len(whole)):
        assert files.record_in(whole[:length]) is None
    assert files.record_in(whole + b"\n") is None


def linked(runs: Path, name: str) -> None:
    """Moves a file or folder out of the runs and leaves a link to it."""
    (runs / name).symlink_to((runs / name).rename(runs.parent / "aside"))


def add_of_every_kind(runs: Path) -> None:
    (runs / "a_link").symlink_to("nowhere")
    (runs / "empty" / "below").mkdir(parents=True)
    (runs / "link").symlink_to(runs / "essay")
    os.mkfifo(runs / "pipe")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda runs: None, []),
        (lambda runs: (runs / "essay" / "01_one.ipynb").unlink(), ["missing: essay/01_one.ipynb"]),
        (lambda runs: shutil.rmtree(runs / "essay"), ["missing: essay/01_one.ipynb", "missing: essay/02_two.ipynb"]),
        (lambda runs: (runs / "essay" / "note.txt").touch(), ["added: essay/note.txt"]),
        (replaced("essay/01_one.ipynb", Path.mkdir), ["changed: essay/01_one.ipynb"]),
        (lambda runs: linked(runs, "essay/01_one.ipynb"), ["changed: essay/01_one.ipynb"]),
        (lambda runs: linked(runs, "essay"), ["changed: essay"]),
        (lambda runs: linked(runs, manifest.NAME), ["changed: manifest.json"]),
        (add_of_every_kind, ["added: a_link", "added: empty", "added: empty/below", "added: link", "added: pipe"]),
        (lambda runs: (runs / "essay" / "a\n\x1b[2J").touch(), ["added: essay/a\\n\\x1b[2J"]),
        (lambda runs: (runs / "essay" / "02_two.ipynb").replace(runs / "hindsight" / "02_two.ipynb"),
         ["missing: essay/02_two.ipynb", "changed: hindsight/02_two.ipynb"]),
        (lambda runs: (runs / manifest.NAME).write_text("{}"), ["changed: manifest.json"]),
    ],
    ids=["nothing", "a file less", "a folder less", "a file more", "a folder for a file", "a link for a file",
         "a link for a folder", "a link for the manifest", "other kinds", "what steers a terminal", "one for another",
         "another manifest"],
)  # fmt: skip
def test_verify_prints_a_line_for_each_finding_and_says_so_by_its_status(finished, change, said, capsys):
    runs = finished / "runs"
    change(runs)
    assert cli.main(["verify", str(runs)]) == (1 if said else 0)
    assert capsys.readouterr().out.splitlines()[:-1] == said


SWEPT = """\
import os, sys
from pathlib import Path
from nbsuite import files
runs = Path(sys.argv[1])
kept, files.os.replace = os.replace, lambda part, path: sys.exit(print(part.name, flush=True) or input())
files.write(runs / "essay" / "01_one.ipynb", "new")"""


def test_what_writers_left_that_died_is_removed_and_what_is_being_written_elsewhere_is_not(finished):
    runs = finished / "runs"
    words = [sys.executable, "-c", SWEPT, runs]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        part = runs / "essay" / writer.stdout.readline().strip()
        manifest.write(runs)
        assert part.read_text() == "new" and str(writer.pid) not in part.name
        writer.kill()
    manifest.write(runs)
    assert not part.exists() and findings(runs) == []


OTHERS = [
    ".notes.part", ".manifest.json.part", ".holiday.mp4.0123456789ab.part", ".manifest.json.0123456789AB.part",
    ".manifest.json.0123456789abc.part", ".01_one.ipynb.0123456789ab.part", "music/.holiday.mp4.part",
    "music/.manifest.json.0123456789ab.part", "essay/.01_one.ipynb.1234.part",
    "essay/old/.01_one.ipynb.0123456789ab.part", "link/.01_one.ipynb.0123456789ab.part",
]  # fmt: skip
OURS = [".manifest.json", ".verdicts.json", ".sweep.csv", "essay/.01_one.ipynb", "essay/.01_one.FAILED.ipynb"]


def test_nothing_is_removed_but_what_a_writer_of_outputs_left(finished):
    runs = finished / "runs"
    (finished / "elsewhere").mkdir()
    (runs / "link").symlink_to(finished / "elsewhere")
    others, ours = [runs / name for name in OTHERS], [runs / f"{name}.0123456789ab.part" for name in OURS]
    for path in (*others, *ours):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("whole")
    os.mkfifo(runs / ".manifest.json.ba9876543210.part")
    (runs / ".verdicts.json.ba9876543210.part").symlink_to(others[0])
    manifest.write(runs)
    assert [path.name for path in others if not path.exists()] == []
    assert [path.name for path in ours if path.exists()] == []
    assert (runs / ".verdicts.json.ba9876543210.part").is_symlink()


def forge(path: Path, change) -> None:
    """Changes an output as somebody would who knows how to seal it."""
    output = json.loads(path.read_bytes())
    change(output)
    output["metadata"]["nbsuite"]["result"] = ""
    path.write_bytes(files.hashed(store.plain_dumps(output)))


def test_a_rerun_repeats_every_run_elsewhere_and_names_the_one_that_differs(finished, capsys):
    runs = finished / "runs"
    forge(runs / "essay" / "01_one.ipynb", lambda o: o["cells"][-1]["outputs"][0].update(text=["01_one essay 53\n"]))
    forge(runs / "hindsight" / "02_two.ipynb", lambda o: o["metadata"]["nbsuite"].update(data="0" * 64))
    manifest.write(runs)
    for path in finished.glob("*.ipynb"):
        path.unlink()
    assert cli.main(["verify", str(runs)]) == 0
    capsys.readouterr()
    assert cli.main(["verify", str(runs), "--rerun"]) == 1
    assert capsys.readouterr().out.splitlines()[:-1] == [
        "differs: essay/01_one.ipynb: other outputs",
        "differs: hindsight/02_two.ipynb: other data",
    ]
    assert findings(runs) == []


def test_a_rerun_repeats_ones_own_and_failed_notebooks_each_once_and_says_what_lay_beside_one(tmp_path, runs, capsys):
    log = tmp_path.with_suffix(".log")
    (tmp_path / "aside.csv").write_text("1")
    chosen = [
        counted(tmp_path, "mine", f"with open({str(log)!r}, 'a') as log:\n    log.write('x')"),
        counted(tmp_path, "fails", "1 / 0"),
        counted(tmp_path, "reads", "print(open('aside.csv').read())"),
    ]
    words = ["run", *map(str, chosen), "--scenario", "hindsight", "fade_out", "--out", str(runs)]
    assert cli.main(words) == 1
    capsys.readouterr()
    assert cli.main(["verify", str(runs), "--rerun"]) == 1
    said = f"FileNotFoundError: [Errno 2] No such file or directory: 'aside.csv', {manifest.ALONE[2:]}"
    differing = [f"differs: {scenario}/reads.ipynb: {said}" for scenario in ("fade_out", "hindsight")]
    assert capsys.readouterr().out.splitlines()[:-1] == differing
    assert log.read_text() == "xx"


@pytest.mark.parametrize(
    "name",
    ["../01_one.ipynb", "essay/../../01_one.ipynb", "../{runs}/verdicts.json", "{root}/verdicts.json", "/", "", ".",
     "..", "./verdicts.json", "verdicts.json/", "essay//01_one.ipynb", "essay/./01_one.ipynb", "a/b/c.ipynb"],
)  # fmt: skip
def test_a_manifest_names_outputs_within_its_folder_and_in_one_way(finished, name):
    runs = finished / "runs"
    path = runs / manifest.NAME
    about = json.loads(path.read_bytes())
    about["outputs"][name.format(runs=runs.name, root=runs)] = about["outputs"]["verdicts.json"]
    about["nbsuite"]["result"] = ""
    path.write_bytes(files.hashed(json.dumps(about, indent=1) + "\n"))
    assert findings(runs) == ["changed: manifest.json"]


@pytest.mark.parametrize(
    "text",
    ['{"result": ""}', '{"nbsuite": 5, "x": {"result": ""}}', '{"nbsuite": [1], "x": {"result": ""}}',
     '"nbsuite": x "result": "'],
)  # fmt: skip
def test_what_is_sealed_around_no_record_is_none(text):
    assert files.record_in(files.hashed(text)) is None


@pytest.mark.parametrize("outputs", ["", '"outputs": [], ', '"outputs": 5, ', '"outputs": {"a.ipynb": null}, '])
def test_a_sealed_manifest_of_no_records_counts_as_changed(tmp_path, outputs):
    for text in ("{" + outputs + '"nbsuite": {"result": ""}}', '[{"nbsuite": {"result": ""}}]'):
        (tmp_path / manifest.NAME).write_bytes(files.hashed(text))
        assert findings(tmp_path) == ["changed: manifest.json"]


@pytest.mark.parametrize("odd", [{"injected": 5}, {"injected": ["no"]}, {"injected": [[]]}, {"parameters": [1]}])
def test_a_forged_record_that_does_not_say_what_was_passed_cannot_be_repeated(finished, odd, capsys):
    runs = finished / "runs"
    forge(runs / "essay" / "01_one.ipynb", lambda o: o["metadata"]["nbsuite"].update(odd))
    manifest.write(runs)
    assert cli.main(["verify", "--rerun", str(runs)]) == 2
    said = "steppe: essay/01_one.ipynb: found a record of something else, expected that of a run by this version\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("text", ['{"result": ""}', '{"nbsuite": {"result": ""}}'])
def test_a_sealed_output_of_something_else_is_made_anew_and_cannot_be_repeated(finished, text, capsys):
    runs = finished / "runs"
    output = runs / "essay" / "01_one.ipynb"
    output.write_bytes(files.hashed(text))
    manifest.write(runs)
    if files.record(output):
        assert cli.main(["verify", "--rerun", str(runs)]) == 2
        assert "essay/01_one.ipynb: found a record of something else" in capsys.readouterr().err
    done = len(ran(finished))
    assert cli.main(["run", str(finished / "01_one.ipynb"), "--cold", "--out", str(runs)]) == 0
    assert len(ran(finished)) == done + 1
    assert files.record(output)["key"]


def test_what_follows_a_record_may_hold_a_result_of_its_own_and_a_record_of_before_is_read():
    text = '{"metadata": {"nbsuite": {"key": "é", "result": ""}, "toc": {"result": "mine", "é": ["result"]}}}'
    sealed = files.hashed(text)
    assert json.loads(sealed)["metadata"]["toc"] == json.loads(text)["metadata"]["toc"]
    assert files.record_in(sealed)["key"] == "é"
    assert files.record_in(sealed.replace(b"mine", b"ours")) is None
    assert files.record_in(files.hashed(text.replace("nbsuite", "steppe")))["key"] == "é"
