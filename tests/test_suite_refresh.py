"""Refresh: all stored outputs rebuilt, and what changed in meaning said."""

from dataclasses import replace as replaced

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from conftest import THREE, contents, edit, misjudge, put, small_house, tiny_notebook
from nbsuite import manifest, notebooks, run, runner, store
from nbsuite.compare import changes
from nbsuite.errors import Refused
from nbsuite.jobs import admit
from nbsuite.runner import AS_USUAL, How
from steppe.display.template import MIME as SAY
from steppe.suite import refresh, scenarios


def stored(house) -> dict[str, bytes]:
    """What the folders of a suite hold, but for its runs."""
    return {path: content for path, content in contents(house.root).items() if not path.startswith("runs/")}


def test_the_first_refresh_stores_notebooks_verdicts_table_and_references_with_an_injected_cell(refreshed):
    house, said = refreshed
    assert stored(house).keys() == {
        "README.md", "notebooks/07_tiny.ipynb", "data/verdicts.json",
        "tests/references/fade_out/07_tiny.ipynb", "tests/references/hindsight/07_tiny.ipynb",
    }  # fmt: skip
    assert "tests/references/hindsight/07_tiny.ipynb: new" in said
    assert "| C17 |" in house.readme.read_text(encoding="utf-8")
    assert house.readme.read_text(encoding="utf-8").endswith("<!-- verdicts:end -->\n\nMore.\n")
    chapter = notebooks.read(house.chapters()[0])
    reference = notebooks.read(house.reference("hindsight", house.chapters()[0]))
    assert notebooks.tagged(chapter, notebooks.INJECTED) == []
    assert len(notebooks.tagged(reference, notebooks.INJECTED)) == 1
    for notebook, pictures in ((chapter, 1), (reference, 0)):
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        assert sum("image/png" in output.get("data", {}) for output in outputs) == pictures


def test_a_refresh_without_a_change_touches_nothing_and_says_nothing(house, capsys):
    before = {path: path.stat().st_mtime_ns for path in house.root.rglob("*") if path.is_file()}, contents(house.root)
    assert refresh.refresh(house) == 0
    after = {path: path.stat().st_mtime_ns for path in house.root.rglob("*") if path.is_file()}, contents(house.root)
    assert after == before
    assert capsys.readouterr().out == ""


def test_what_a_refresh_ran_is_there_for_the_runs_after_it(house, capsys):
    out, chapter = house.root / run.RUNS, house.chapters()[0].name
    asked = admit(house, [], ["fade_out", "hindsight"], [], out)
    assert run.run(replaced(house, headline=""), asked, out, AS_USUAL) == 0
    assert f"2 of 2 notebooks done, 2 of them unchanged: {out}/<scenario>/" in capsys.readouterr().out
    assert (out / "essay" / chapter).is_file() and manifest.verify(house, out) == 0


def test_a_refresh_by_force_runs_again_what_is_up_to_date_and_no_stored_output_takes_the_place_of_a_run(house):
    before = (house.root / run.RUNS / "hindsight" / "07_tiny.ipynb").stat().st_mtime_ns
    assert refresh.refresh(house, how=How(force=True)) == 0
    assert (house.root / run.RUNS / "hindsight" / "07_tiny.ipynb").stat().st_mtime_ns > before
    with pytest.raises(Refused, match=r"^--out: found .*runs, a place in "):
        refresh.refresh(replaced(house, references=house.root / run.RUNS))


def test_a_refresh_says_which_values_moved_and_removes_orphans(house, capsys):
    edit(house.chapters()[0], lambda notebook: replace(notebook, "].value if", "].value * 0.9 if"))
    orphan = put(house.references / "hindsight" / "99_gone.ipynb", tiny_notebook())
    misjudge(house.verdicts, "essay", "C05")
    assert refresh.refresh(house) == 0
    said = capsys.readouterr().out
    assert "tests/references/hindsight/07_tiny.ipynb\n  cell 3: edited\n" in said
    assert "total: 5200000 persons [essay_arrivals] -> 4680000 persons [essay_arrivals]" in said
    assert "figure drawn differently" in said
    assert "99_gone.ipynb: removed" in said
    assert "essay: C05 as known: open -> holds" in said
    assert not orphan.exists()


def replace(notebook, old, new):
    for cell in notebook.cells:
        cell.source = cell.source.replace(old, new)


def test_a_failing_notebook_keeps_everything_as_it_was(house, capsys, monkeypatch):
    monkeypatch.setattr(scenarios, "names", lambda: ["essay"])
    put(house.notebooks / "08_broken.ipynb", tiny_notebook({"evidence": '"essay"'}))
    before = stored(house)
    assert refresh.refresh(house) == 1
    assert stored(house) == before
    assert "failed: essay/08_broken (08_broken.FAILED.ipynb): NameError" in capsys.readouterr().err


def test_a_chapter_of_ones_own_is_refreshed_by_its_path_and_a_notebook_elsewhere_is_not(house, tmp_path):
    own = put(house.notebooks / "42_own.ipynb", tiny_notebook())
    strangers = [tmp_path / "43_elsewhere.ipynb", house.notebooks / "own.ipynb"]
    for path in strangers:
        put(path, tiny_notebook())
    (tmp_path / "linked").symlink_to(house.notebooks)
    before = contents(tmp_path)
    for path in strangers:
        with pytest.raises(Refused, match=f"^notebook: found {path}, expected one in {house.notebooks}$"):
            refresh.refresh(house, ["07", str(path)])
    assert contents(tmp_path) == before
    assert refresh.refresh(house, [str(tmp_path / "linked" / own.name)]) == 0
    after = {path: content for path, content in contents(tmp_path).items() if "/runs/" not in path}
    written = {tmp_path / path for path, content in after.items() if content != before.get(path)}
    assert written == {own, *(house.reference(name, own) for name in THREE[1:])}


def test_an_edit_made_during_the_runs_is_not_overwritten(house, monkeypatch):
    monkeypatch.setattr(scenarios, "names", lambda: ["essay"])

    run = runner.run

    def run_and_edit(jobs, *_, **about):
        results = run(jobs, **about)
        edit(house.chapters()[0], lambda notebook: replace(notebook, "A step.", "A better step."))
        return results

    monkeypatch.setattr(runner, "run", run_and_edit)
    with pytest.raises(Refused, match="edited while it ran"):
        refresh.refresh(house)
    assert "A better step." in house.chapters()[0].read_text(encoding="utf-8")


def test_defaults_that_are_not_those_of_essay_are_refused(tmp_path, three_scenarios):
    house = small_house(tmp_path)
    put(house.notebooks / "07_tiny.ipynb", tiny_notebook({"evidence": '"best"'}))
    with pytest.raises(Refused, match=r"07_tiny.ipynb: parameter evidence: found evidence: str = 'best'  #"):
        refresh.refresh(house)


@pytest.fixture
def pair(refreshed):
    path = refreshed[0].chapters()[0]
    return notebooks.read(path), notebooks.read(path)


def test_range_statements_and_open_bounds_are_told(pair):
    assert changes(*pair) == []
    bound = pair[1].cells[5].outputs[0].data[SAY]["values"]
    bound["total"] |= {"low": None, "high": 6e6, "ids": ["essay_arrivals", "kz_in"]}
    bound["new"] = {"value": 0.5, "low": 0.5, "high": 0.5, "unit": "ratio", "ids": []}
    assert changes(*pair) == [
        "cell 6: total: 5200000 persons [essay_arrivals] -> 5200000 (open to 6000000) persons [essay_arrivals, kz_in]",
        "cell 6: new: absent -> 0.5 ratio []",
    ]


def test_cells_that_come_and_go_are_told(pair):
    old, new = pair
    gone = new.cells.pop(2)
    new.cells.append(nbformat.v4.new_code_cell("verdict(case, 'C05')"))
    said = changes(old, new)
    assert said == [f"cell 3: removed (markdown {gone.source!r})", "cell 10: new (code \"verdict(case, 'C05')\")"]


def test_a_changed_text_is_told_by_its_lines_and_other_bytes_of_a_picture_as_no_change_of_meaning(pair):
    pair[1].cells[7].outputs[0].data["image/png"] = "AAAA"
    pair[1].cells[9].outputs[0].text = "one\n2\nthree\n"
    said = ["cell 8: stored anew, nothing said or drawn differently", "cell 10: stdout, line 2: two -> 2"]
    assert changes(*pair) == said


def test_a_flipped_verdict_is_said_by_its_word():
    def notebook(word):
        output = new_output("display_data", {SAY: {"values": {"C05": {"known": {"word": word}}}}})
        return store.normalise(new_notebook(cells=[new_code_cell("show_matrix(case)", outputs=[output])]))

    assert changes(notebook("holds"), notebook("open")) == ["cell 1: C05 known word: holds -> open"]
