"""The cheap checks: each sees what it is there to see, and names file, cell and text."""

import json

import pytest
from nbformat.v4 import new_markdown_cell

from conftest import chapter, complaints, edit, failures, misjudge, nbval
from lint import stored
from nbsuite.errors import Refused
from steppe.suite import checks
from steppe.suite.verdicts import END, START, with_table

CHAPTER = "notebooks/07_tiny.ipynb"


def in_chapter(change):
    return lambda house: edit(chapter(house), change)


def in_reference(change):
    return lambda house: edit(house.reference("hindsight", chapter(house)), change)


def cell(at, **values):
    """Changes a cell of a notebook."""
    return lambda notebook: notebook.cells[at].update(values)


def reworded(at, old, new):
    def change(notebook):
        notebook.cells[at].source = notebook.cells[at].source.replace(old, new)

    return change


def clear(notebook):
    for one in notebook.cells:
        if one.cell_type == "code":
            one.update(outputs=[])


def printed(text):
    return in_chapter(lambda notebook: notebook.cells[9].outputs[0].update(text=text))


def picture(notebook):
    notebook.cells[4].outputs[0].data["image/png"] = "AAAA"


def without_a_reference(house):
    house.reference("fade_out", chapter(house)).unlink()


def misjudged(house):
    misjudge(house.verdicts, "essay", "C05")


def not_canonical(house):
    notebook = json.loads(chapter(house).read_text(encoding="utf-8"))
    notebook["metadata"]["papermill"] = {"start_time": "2026-01-01"}
    chapter(house).write_text(json.dumps(notebook), encoding="utf-8")


def table_of_another_claim(house):
    house.readme.write_text(house.readme.read_text(encoding="utf-8").replace("| C05 |", "| C55 |"), encoding="utf-8")


BREAKS = [
    ("outputs_match", in_chapter(clear), "found outputs on one side only"),
    ("outputs_are_in_step", in_chapter(cell(7, execution_count=None)), f"{CHAPTER}: cell 8 did not run"),
    ("outputs_match", in_chapter(cell(7, outputs=[])), "found outputs on one side only"),
    ("outputs_match", in_reference(cell(3, outputs=[])), "found outputs on one side only"),
    ("outputs_are_in_step", in_chapter(reworded(3, "total", "other")), "of other code than 07_tiny.ipynb"),
    ("outputs_are_in_step", without_a_reference, "fade_out/07_tiny.ipynb: missing; refresh it"),
    ("cells_are_short", in_chapter(cell(5, source="x = 1\n" * 26)), "cell 6: found 26 lines, expected at most 25"),
    ("parameters_agree", in_chapter(reworded(1, ": int", ": float")), "expected the annotation int"),
    ("parameters_agree", in_chapter(reworded(1, "horizon_weeks", "horizon_week")), "did you mean 'horizon_weeks'?"),
    ("parameters_agree", in_chapter(reworded(1, "= 52", "= 26")), "found horizon_weeks: int = 26  #"),
    ("parameters_agree", in_chapter(reworded(1, "= 52", "= 520")), "expected 1 to 260"),
    ("parameters_agree", in_chapter(reworded(1, "= 52", "= 50 + 2")), "expected a plain value"),
    ("parameters_agree", in_chapter(reworded(1, "many weeks", "many months")), "how many months"),
    ("parameters_agree", in_chapter(reworded(1, "how many weeks", "x=1")), "papermill does not see it"),
    ("parameters_agree", in_chapter(reworded(1, ": int", ": int | None")), "papermill does not see it"),
    ("parameters_agree", in_chapter(cell(1, metadata={})), "found 0 cells tagged parameters"),
    ("parameters_agree", lambda house: (house.notebooks / "08_a.ipynb").write_text("{"), "08_a.ipynb: not a notebook"),
    ("outputs_bear_no_traces", printed("run at 2026-01-02 10:11"), f"{CHAPTER}, cell 10: found a time of day"),
    ("outputs_bear_no_traces", printed("took until 10:11:12"), "found a time of day"),
    ("outputs_bear_no_traces", printed("<Figure object at 0x7f3a5c2b1d90>"), "found a memory address"),
    ("outputs_bear_no_traces", printed("model 123e4567-e89b-12d3-a456-426614174000"), "found a random id"),
    ("outputs_bear_no_traces", printed("read /home/somebody/facts.csv"), "found a path"),
    ("outputs_bear_no_traces", printed("File /tmp/ipykernel_4711/12.py"), "found a path"),
    ("outputs_bear_no_traces", printed("ipykernel_4711"), "found a kernel's temporary name"),
    ("outputs_bear_no_traces", printed("C:\\Users\\x"), "found a path"),
    ("outputs_are_in_step", in_reference(picture), "hindsight/07_tiny.ipynb: not in canonical form"),
    ("outputs_are_in_step", in_reference(lambda nb: nb.cells.append(new_markdown_cell("Once more."))), "of other code"),
    ("sizes_are_small", printed("x" * 600_000), f"{CHAPTER}: found 6"),
    ("outputs_are_in_step", not_canonical, f"{CHAPTER}: not in canonical form"),
    ("verdicts_are_in_step", misjudged, "verdicts.json: essay, C05 as known: open -> holds"),
    ("readme_is_in_step", table_of_another_claim, "verdict table out of step"),
]


@pytest.mark.parametrize(("check", "damage", "said"), BREAKS)
def test_what_is_broken_is_found_and_named(house, check, damage, said):
    damage(house)
    assert any(said in line for line in complaints(house, check))


def test_the_report_has_a_line_for_each_check_and_for_each_complaint(house, capsys):
    assert checks.report(house) == 0
    said = capsys.readouterr().out
    assert said.count("ok  ") == len(checks.CHECKS)
    without_a_reference(house)
    assert checks.report(house) == 1
    said = "FAIL  stored outputs are complete and in step\n      tests/references/fade_out/07_tiny.ipynb: missing"
    assert said in capsys.readouterr().out


def test_another_wording_needs_no_other_references(house):
    edit(chapter(house), cell(0, source="# How many left?"))
    assert failures(house, "outputs_are_in_step", "outputs_match") == {}


@pytest.mark.parametrize("mark", ["nbval-skip", "nbval-ignore-output", "raises-exception", "# NBVAL_IGNORE_OUTPUT"])
def test_an_ignored_cell_needs_a_reason(house, mark):
    def ignore(notebook):
        if mark.startswith("#"):
            notebook.cells[5].source = f"{mark}\n{notebook.cells[5].source}"
        else:
            notebook.cells[5].metadata["tags"] = [mark]

    edit(chapter(house), ignore)
    assert f"{CHAPTER}, cell 6" in complaints(house, "nothing_is_ignored_silently")[0]

    edit(chapter(house), lambda notebook: notebook.cells[5].metadata.update(reason="a random walk, shown as one"))
    assert not failures(house, "nothing_is_ignored_silently")


LEFT_OUT = [
    (["draws a map", " "], "found the tag slow, expected a reason in the cell's metadata"),
    (["map 1 of many", "map 2 of many", "draws a map"], f"found the reason of {CHAPTER}, cell 4, numbers apart"),
]


@pytest.mark.parametrize(("reasons", "said"), LEFT_OUT)
def test_a_cell_left_out_of_the_mutations_needs_a_reason_of_its_own(house, reasons, said):
    def leave_out(notebook):
        code = [one for one in notebook.cells if one.cell_type == "code"][1:]
        for one, reason in zip(code, reasons, strict=False):
            one.metadata.update(tags=["slow"], reason=reason)

    edit(chapter(house), leave_out)
    (line,) = complaints(house, "nothing_is_left_out_silently")
    assert line.startswith(f"{CHAPTER}, cell 6: {said}")


INNOCENT = ["https://example.org/home/page", "a/b", "1:10m", "2022-09-30", "</div>", "and/or", "persons/day"]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_is_no_trace(text):
    assert stored.traces({"output_type": "stream", "name": "stdout", "text": text}) == []


@pytest.mark.parametrize("text", ["none", START, END + START, (START + END) * 2])
def test_a_readme_without_its_markers_is_refused(text):
    with pytest.raises(Refused, match="once each"):
        with_table(text, "| |")


def test_nbval_is_green_on_what_is_stored_and_red_on_what_was_tampered_with(house):
    def value(notebook):
        total = notebook.cells[5].outputs[0].data["application/vnd.steppe.say+json"]["values"]["total"]
        total["value"] *= 1.0001

    def digest(notebook):
        notebook.cells[7].outputs[0].data["application/vnd.steppe.figure+json"]["digest"] = "0"

    original = chapter(house).read_text(encoding="utf-8")
    for name, change in (("value", value), ("digest", digest), ("cleared", cell(5, outputs=[]))):
        path = house.notebooks / f"08_{name}.ipynb"
        path.write_text(original, encoding="utf-8")
        edit(path, change)
    files = [*house.notebooks.glob("*.ipynb"), *house.references.glob("*/*.ipynb")]
    run = nbval("-rf", "--rootdir", house.root, *files, cwd=house.root)
    red = sorted(line.split()[1] for line in run.stdout.splitlines() if line.startswith("FAILED"))
    assert red == [f"notebooks/08_{name}.ipynb::Cell" for name in ("cleared", "digest", "value")], run.stdout
