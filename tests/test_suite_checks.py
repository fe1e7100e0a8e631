"""The cheap checks: each sees what it is there to see, and names file, cell and text."""

import json

import pytest
from nbformat.v4 import new_markdown_cell

from conftest import chapter, complaints, edit, failures, misjudge, nbval
from steppe.suite import checks, readme, traces
from steppe.suite.notebooks import Refused

CHAPTER = "notebooks/07_tiny.ipynb"


def test_a_refreshed_house_passes_every_check(house, capsys):
    assert checks.report(house) == 0
    said = capsys.readouterr().out
    assert said.count("ok  ") == len(checks.CHECKS)
    assert "cells: 17 compared, 0 ignored, 0 un-run" in said


def test_cleared_outputs_fail(house, capsys):
    def clear(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    edit(chapter(house), clear)
    found = failures(house, "outputs_are_there", "references_match")
    assert found["outputs_are_there"] == [f"{CHAPTER}: found no outputs at all, expected those of a run"]
    assert "references_match" in found
    assert checks.report(house) == 1
    assert "FAIL  stored outputs are there" in capsys.readouterr().out


def test_outputs_cleared_with_counts_kept_fail(house):
    def clear(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []

    edit(chapter(house), clear)
    assert complaints(house, "outputs_are_there") == [f"{CHAPTER}: found no outputs at all, expected those of a run"]


def test_one_cleared_cell_fails(house):
    def clear(notebook):
        notebook.cells[7].outputs, notebook.cells[7].execution_count = [], None

    edit(chapter(house), clear)
    found = failures(house, "outputs_are_there", "references_match")
    assert found["outputs_are_there"] == [f"{CHAPTER}, cell 8: found execution count None, expected 4"]
    assert "found outputs on one side only" in found["references_match"][0]


def test_one_silent_cell_in_a_reference_fails(house):
    def silence(notebook):
        notebook.cells[3].outputs = []

    edit(house.reference("hindsight", chapter(house)), silence)
    assert "found outputs on one side only" in complaints(house, "references_match")[0]


def test_a_missing_reference_fails(house):
    house.reference("fade_out", chapter(house)).unlink()
    assert failures(house, "references_match") == {
        "references_match": ["tests/references/fade_out/07_tiny.ipynb: found none, expected the reference run"]
    }


def test_a_reference_of_an_older_notebook_fails(house):
    def reword(notebook):
        notebook.cells[3].source += "  # anew"

    edit(chapter(house), reword)
    assert len(complaints(house, "references_match")) == 2


def test_another_wording_needs_no_other_references(house):
    edit(chapter(house), lambda notebook: notebook.cells[0].update(source="# How many left?"))
    assert failures(house, "references_match") == {}


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


def test_a_long_code_cell_is_found(house):
    edit(chapter(house), lambda notebook: notebook.cells[5].update(source="x = 1\n" * 26))
    assert complaints(house, "cells_are_short") == [f"{CHAPTER}, cell 6: found 26 lines, expected at most 25"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("horizon_weeks: int", "horizon_weeks: float", "expected the annotation int"),
        ("horizon_weeks", "horizon_week", "did you mean 'horizon_weeks'?"),
        ("= 52", "= 26", "found 26, expected 52 as in scenario essay"),
        ("= 52", "= 520", "expected 1 to 260"),
        ("= 52", "= 50 + 2", "expected a plain value"),
        ("how many weeks", "how many months", "found the comment"),
        ("how many weeks", "x=1", "papermill does not see it"),
        ("horizon_weeks: int", "horizon_weeks: int | None", "papermill does not see it"),
    ],
)
def test_a_parameters_cell_that_departs_from_the_vocabulary_is_found(house, old, new, said):
    def depart(notebook):
        notebook.cells[1].source = notebook.cells[1].source.replace(old, new)

    edit(chapter(house), depart)
    assert any(said in found for found in complaints(house, "parameters_agree"))


def test_a_notebook_without_parameters_cell_is_found(house):
    edit(chapter(house), lambda notebook: notebook.cells[1].metadata.clear())
    assert "found 0 cells tagged parameters" in complaints(house, "parameters_agree")[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("run at 2026-01-02 10:11", "a time of day"),
        ("took until 10:11:12", "a time of day"),
        ("<Figure object at 0x7f3a5c2b1d90>", "a memory address"),
        ("model 123e4567-e89b-12d3-a456-426614174000", "a random id"),
        ("read /home/somebody/facts.csv", "a path"),
        ("File /tmp/ipykernel_4711/12.py", "a path"),
        ("ipykernel_4711", "a kernel's temporary name"),
        ("C:\\Users\\x", "a path"),
    ],
)
def test_a_trace_of_the_run_is_found(house, text, kind):
    edit(chapter(house), lambda notebook: notebook.cells[9].outputs[0].update(text=text))
    assert any(f"{CHAPTER}, cell 10: found {kind}" in line for line in complaints(house, "outputs_bear_no_traces"))


@pytest.mark.parametrize(
    "text", ["https://example.org/home/page", "a/b", "1:10m", "2022-09-30", "</div>", "and/or", "persons/day"]
)
def test_innocent_text_is_no_trace(text):
    assert traces.found({"output_type": "stream", "name": "stdout", "text": text}) == []


def test_a_picture_in_a_reference_is_found(house):
    def add(notebook):
        notebook.cells[4].outputs[0].data["image/png"] = "AAAA"

    edit(house.reference("hindsight", chapter(house)), add)
    assert "found image/png" in complaints(house, "references_are_lean")[0]


def test_prose_in_a_reference_is_found(house):
    edit(house.reference("hindsight", chapter(house)), lambda nb: nb.cells.append(new_markdown_cell("Once more.")))
    assert "found prose" in complaints(house, "references_are_lean")[0]


def test_too_large_a_store_is_found(house, monkeypatch):
    monkeypatch.setattr(checks, "NOTEBOOKS_LIMIT", 1000)
    assert "notebooks: found 0.0 MB" in complaints(house, "sizes_are_small")[0]


def test_another_form_than_the_canonical_one_is_found(house):
    notebook = json.loads(chapter(house).read_text(encoding="utf-8"))
    notebook["metadata"]["papermill"] = {"start_time": "2026-01-01"}
    chapter(house).write_text(json.dumps(notebook), encoding="utf-8")
    assert CHAPTER in complaints(house, "stored_form_is_canonical")[0]


def test_a_verdict_out_of_step_is_found(house):
    misjudge(house.verdicts, "essay", "C05")
    assert "verdicts.json: essay, C05 as known: open -> holds" in complaints(house, "verdicts_are_in_step")[0]


def test_a_readme_out_of_step_is_found(house):
    house.readme.write_text(house.readme.read_text(encoding="utf-8").replace("| C05 |", "| C55 |"), encoding="utf-8")
    assert "verdict table out of step" in complaints(house, "readme_is_in_step")[0]


def test_a_readme_picture_out_of_step_is_found(house):
    house.picture.write_bytes(house.picture.read_bytes() + b"x")
    assert "how-far-off.png: out of step" in complaints(house, "readme_is_in_step")[0]


@pytest.mark.parametrize("text", ["none", readme.START, readme.END + readme.START, (readme.START + readme.END) * 2])
def test_a_readme_without_its_markers_is_refused(text):
    with pytest.raises(Refused, match="once each"):
        readme.with_table(text, "| |")


def test_a_file_that_is_no_notebook_is_a_failure_and_no_traceback(house):
    (house.notebooks / "08_half.ipynb").write_text("{")
    assert "08_half.ipynb: not a notebook" in complaints(house, "parameters_agree")[0]


def test_nbval_is_green_on_what_is_stored_and_red_on_what_was_tampered_with(house):
    def value(notebook):
        total = notebook.cells[5].outputs[0].data["application/vnd.steppe.say+json"]["values"]["total"]
        total["value"] *= 1.0001

    def digest(notebook):
        notebook.cells[7].outputs[0].data["application/vnd.steppe.figure+json"]["digest"] = "0"

    def cleared(notebook):
        notebook.cells[5].outputs = []

    original = chapter(house).read_text(encoding="utf-8")
    for name, change in (("value", value), ("digest", digest), ("cleared", cleared)):
        path = house.notebooks / f"08_{name}.ipynb"
        path.write_text(original, encoding="utf-8")
        edit(path, change)
    files = [*house.notebooks.glob("*.ipynb"), *house.references.glob("*/*.ipynb")]
    run = nbval("-rf", "--rootdir", house.root, *files, cwd=house.root)
    red = sorted(line.split()[1] for line in run.stdout.splitlines() if line.startswith("FAILED"))
    assert red == [
        "notebooks/08_cleared.ipynb::Cell",
        "notebooks/08_digest.ipynb::Cell",
        "notebooks/08_value.ipynb::Cell",
    ], run.stdout


def leave_out(house, *reasons):
    def tag(notebook):
        code = [cell for cell in notebook.cells if cell.cell_type == "code"][1:]
        for cell, reason in zip(code, reasons, strict=False):
            cell.metadata.update(tags=["slow"], reason=reason)

    edit(chapter(house), tag)
    return failures(house, "nothing_is_left_out_silently").get("nothing_is_left_out_silently", [])


def test_a_cell_left_out_of_the_mutations_needs_a_reason(house):
    assert leave_out(house, "draws a map", " ") == [
        f"{CHAPTER}, cell 6: found the tag slow, expected a reason in the cell's metadata"
    ]


def test_a_reason_that_differs_from_another_by_its_number_alone_is_none_of_its_own(house):
    assert leave_out(house, "map 1 of many", "map 2 of many", "draws a map") == [
        f"{CHAPTER}, cell 6: found the reason of {CHAPTER}, cell 4, numbers apart, expected a reason of its own"
    ]
