"""Changing one statement at a time: what counts as seen, what is run again, what the record holds."""

import csv
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conftest import canvas, put
from nbsuite import files
from nbsuite.errors import DataError
from steppe import facts, open_facts
from steppe.display.figure import show
from steppe.display.tables import show_facts, show_table
from steppe.display.template import say
from steppe.paths import DATA, NOTEBOOKS
from steppe.quantity import Quantity
from steppe.suite import door, mutate, mutations, scenarios, score
from steppe.suite.house import House
from steppe.suite.mutate import Trial, changed_by
from steppe.suite.mutations import Mutation
from steppe.suite.slices import Chapter, Moved, observed
from steppe.suite.watched import Change, Reach, Results

FACTS = facts.load(DATA)
DAY = date(2022, 9, 30)
EVERY = [m for s in FACTS.statements.values() for m in mutations.of(s, FACTS, DAY)]
QUICK = ("03_where_they_went", "07_a_year_at_this_rate")


def changed(id, name):
    (mutation,) = [m for m in mutations.of(FACTS.statements[id], FACTS, DAY) if m.name == name]
    return changed_by(mutation, FACTS)


# --- the mutations ---------------------------------------------------------------------------------


def test_every_mutation_that_the_loader_lets_in_makes_another_statement():
    let_in = 0
    for mutation in EVERY:
        try:
            after = FACTS.changed(mutation.id, mutation.cells).statements.get(mutation.id)
        except DataError:
            continue
        let_in += 1
        assert after != FACTS.statements[mutation.id]
    assert let_in > 5 * len(FACTS.statements)


def test_the_loader_refuses_every_range_upside_down():
    upside_down = [m for m in EVERY if m.name == "swapped"]
    assert upside_down
    for mutation in upside_down:
        with pytest.raises(DataError, match=r"column low: found .* above"):
            FACTS.changed(mutation.id, mutation.cells)


def test_the_loader_refuses_to_drop_what_another_row_replaces():
    replaced = next(s.replaces for s in FACTS.statements.values() if s.replaces)
    with pytest.raises(DataError, match="column replaces"):
        FACTS.changed(replaced, None)


def test_a_day_after_the_facts_were_compiled_is_refused():
    with pytest.raises(DataError, match="the day of the facts"):
        FACTS.changed("kz_in_27sep", {"published": "2099-01-01"})


def test_a_figure_with_its_sign_turned_stays_inside_its_range():
    turned = [m for m in EVERY if m.name == "sign"]
    for mutation in turned:
        before, after = (f.statements[mutation.id] for f in (FACTS, FACTS.changed(mutation.id, mutation.cells)))
        assert (after.figure.low, after.figure.value) == (-before.figure.high, -before.figure.value)


def test_the_date_moves_to_the_other_side_of_the_day():
    for mutation in EVERY:
        if mutation.name == "date":
            before = FACTS.statements[mutation.id].known_from <= DAY
            assert (date.fromisoformat(mutation.cells["published"]) <= DAY) != before


@pytest.mark.parametrize("name", ["x1.1", "dropped", "source", "date"])
def test_facts_changed_in_memory_are_those_that_a_changed_file_would_give(tmp_path, name):
    (mutation,) = [m for m in EVERY if (m.id, m.name) == ("kz_in_27sep", name)]
    shutil.copytree(DATA, tmp_path / "data")
    write(tmp_path / "data" / "facts.csv", mutation)
    assert facts.load(tmp_path / "data").statements == FACTS.changed(mutation.id, mutation.cells).statements


def write(path, mutation):
    """The mutation as somebody would type it into the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row | (mutation.cells or {}) if row["id"] == mutation.id else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["id"] != mutation.id or mutation.cells is not None)


def test_facts_that_are_given_are_loaded_and_only_within_and_only_for_their_folder():
    other = replace(FACTS, digest="other")
    with facts.given(other):
        assert facts.load() is other
        with pytest.raises(DataError):
            facts.load(DATA / "border")
    assert facts.load().digest == FACTS.digest


# --- what counts as seen ---------------------------------------------------------------------------


def figure_of(value):
    figure, axes = canvas(2)
    axes.barh(0, value)
    return show(figure, "A bar.", data=[])


@pytest.mark.parametrize(
    "shown",
    [
        lambda value: say("{n} came.", n=Quantity.exact(value, "persons", ("a",))),
        lambda value: show_table(frame([Quantity.exact(value, "persons")])),
        lambda value: show_table(frame([value])),
        figure_of,
    ],
    ids=["a sentence", "a table of quantities", "a table of numbers", "a figure"],
)
def test_a_bound_value_a_computed_table_and_drawn_data_count_as_seen(shown):
    assert observed(shown(98000.0)) == observed(shown(98000.0))
    assert observed(shown(98000.0)) != observed(shown(107800.0))


def frame(column):
    from pandas import DataFrame

    return DataFrame({"Where": ["Kazakhstan"], "Came": column}, dtype=object)


def test_a_listing_of_the_evidence_and_a_table_of_words_do_not_count():
    rows = open_facts({}).about("border_crossings", "entries", "russian_citizens", "kazakhstan")
    assert observed(show_facts(rows)) is None
    assert observed(show_table(frame(["a remark"]))) is None
    assert observed("98,000") is None


def test_the_statements_named_beside_a_value_do_not_count():
    one, other = (say("{n}", n=Quantity.exact(1.0, "persons", ids)) for ids in (("a",), ("b", "c")))
    assert observed(one) == observed(other)


# --- what is run again -----------------------------------------------------------------------------

OPEN = """\
from steppe import open_facts, say, show_facts
facts = open_facts(globals())"""


def chapter(folder, *sources, tags=(), values=None, tables=True):
    cells = [new_code_cell("evidence: str = 'best'", metadata={"tags": ["parameters"]}), new_code_cell(OPEN)]
    cells += [new_markdown_cell("## A step"), *(new_code_cell(source) for source in sources)]
    for number, about in tags:
        cells[number + 1]["metadata"] = about
    path = put(folder / "notebooks" / "07_tiny.ipynb", new_notebook(cells=cells))
    return Chapter(path, values or {}, FACTS, tables=tables)


def moved(chapter, id="kz_in_27sep", name="x1.1"):
    return [(cell.cell, cell.kind) for cell in chapter.moved(Reach(chapter.results, changed(id, name)))]


def test_a_cell_that_says_a_statement_moves_with_it_and_with_no_other(tmp_path):
    one = chapter(tmp_path, "say('{n}', n=facts.statement('kz_in_27sep').figure)")
    assert moved(one) == [(2, "words")]
    assert moved(one, "kz_out_27sep") == []


def test_a_cell_that_reads_a_name_runs_again_where_the_name_became_another(tmp_path):
    sources = ("n = facts.statement('kz_in_27sep').figure", "m = n * 2", "say('{m}', m=m)", "m = 3", "say('{m}', m=m)")
    assert moved(chapter(tmp_path, *sources)) == [(4, "words")]


def test_a_function_of_the_notebook_sees_the_changed_facts(tmp_path):
    about = "'border_crossings', 'entries', 'russian_citizens', 'kazakhstan', during='2022-09-21/2022-09-27'"
    sources = (f"def entries():\n    return facts.about({about})['figure'][0]", "say('{n}', n=entries())")
    assert moved(chapter(tmp_path, *sources)) == [(3, "words")]


def test_a_table_changed_in_place_by_a_later_cell_is_changed_again_and_from_what_it_was(tmp_path):
    about = "'border_crossings', 'entries', 'russian_citizens', 'kazakhstan', during='2022-09-21/2022-09-27'"
    sources = (
        f"rows = facts.about({about})", "rows['twice'] = rows['figure'] * 2", "rows['twice'] = rows['twice'] * 2",
        "say('{n}', n=rows['twice'][0])",
    )  # fmt: skip
    one = chapter(tmp_path, *sources)
    assert moved(one) == moved(one) == [(5, "words")]
    assert moved(one, "kz_out_27sep") == []


def test_a_statement_that_enters_a_slot_is_seen_where_the_slot_was_asked(tmp_path):
    source = """\
facts = open_facts({'as_of': '2022-09-30', 'evidence': 'best'})
say('{n}', n=len(facts.about('callup', 'completed', 'reservists_and_volunteers', 'russia')))"""
    assert moved(chapter(tmp_path, source), "callup_final_putin", "date") == [(2, "words")]


def test_a_table_of_every_statement_moves_with_one_that_becomes_public_unless_tables_do_not_count(tmp_path):
    source = "facts = open_facts({'as_of': '2022-09-30'})\nsay('{n}', n=len(facts.table()))"
    assert moved(chapter(tmp_path, source), "callup_final_putin", "date") == [(2, "words")]
    assert moved(chapter(tmp_path, source), "callup_final_putin", "x1.1") == []
    assert moved(chapter(tmp_path, source, tables=False), "callup_final_putin", "date") == []


def test_a_cell_that_only_shares_a_name_with_another_does_not_run_again(tmp_path):
    sources = (
        "n = facts.statement('kz_in_27sep').figure\nsay('{n}', n=n)",
        "ran = []",
        "n = facts.statement('kz_out_27sep').figure\nran.append(n)\nsay('{n}', n=n)",
    )
    one = chapter(tmp_path, *sources)
    assert moved(one) == [(2, "words")]
    assert len(one.cells[3].after["ran"]) == 1


def test_a_cell_that_stops_is_told_and_a_listing_that_stops_is_not(tmp_path):
    one = chapter(tmp_path, "say('{n}', n=facts.statement('kz_in_27sep').figure)")
    assert moved(one, name="dropped") == [(2, "raised")]
    listing = {"tags": ["listing"], "reason": "lists"}
    source = "facts.statement('kz_in_27sep'), show_facts(facts.about('population', 'count'))"
    assert moved(chapter(tmp_path, source, tags=[(2, listing)]), name="dropped") == []


def test_a_cell_tagged_as_a_listing_hands_its_names_on_and_shows_nothing(tmp_path):
    sources = ("n = facts.statement('kz_in_27sep').figure\nsay('{n}', n=n)", "say('{n}', n=n)")
    assert moved(chapter(tmp_path, *sources, tags=[(2, {"tags": ["listing"], "reason": "lists"})])) == [(3, "words")]


def test_the_values_of_a_scenario_stand_in_for_those_of_the_parameters_cell(tmp_path):
    source = "say('{who}', who=facts.view.evidence)"
    essay, best = (chapter(tmp_path, source, values=values).cells[2].shown for values in ({"evidence": "essay"}, {}))
    assert essay != best


@cache
def base(name):
    return Chapter(NOTEBOOKS / f"{name}.ipynb", scenarios.load("hindsight"), FACTS)


@pytest.mark.parametrize("mutation", Random(20220930).sample(EVERY, 12), ids=lambda m: f"{m.id} {m.name}")
def test_running_the_reached_cells_again_finds_what_running_everything_finds(mutation):
    try:
        change = changed_by(mutation, FACTS)
    except DataError:
        pytest.skip("refused by the loader")
    for name in QUICK:
        before = base(name)
        found = {cell.cell for cell in before.moved(Reach(before.results, change)) if cell.kind != "raised"}
        try:
            after = Chapter(NOTEBOOKS / f"{name}.ipynb", scenarios.load("hindsight"), change.facts)
        except Exception:
            assert any(cell.kind == "raised" for cell in before.moved(Reach(before.results, change)))
            continue
        pairs = zip(before.cells, after.cells, strict=True)
        assert found == {old.number for old, new in pairs if old.shown != new.shown}


def test_a_result_that_a_change_is_said_not_to_touch_reads_nothing_of_it_directly_or_through_another():
    results = Results()
    for name in QUICK:
        Chapter(NOTEBOOKS / f"{name}.ipynb", scenarios.load("hindsight"), FACTS, results)
    every = results.known.values()
    assert {"_verdict", "break_evens"} <= {result.name[0].__name__ for result in every}
    for change in [changed_by(mutation, FACTS) for mutation in EVERY if mutation.name == "x1.1"]:
        touched = results.touched_by(change)
        for result in every:
            used = result.trace.results
            assert result in touched or not (result.trace.is_touched(change) or touched.intersection(used))


@pytest.mark.parametrize("name", QUICK)
def test_cells_that_run_again_on_facts_that_are_the_same_show_what_they_showed(name):
    same = facts.load(DATA)
    for reached in range(len(base(name).cells)):
        one = replace_reaches(Reach(base(name).results, Change(same, "", ())), base(name).cells, reached)
        assert list(base(name).moved(one)) == []


def replace_reaches(reach, cells, only):
    """A reach that takes in one cell of a chapter, whatever it has read."""
    others = [cell.trace for cell in cells if cell.number != only]
    reach.reaches = lambda trace: not any(trace is other for other in others)
    return reach


def test_a_cell_reads_the_facts_opened_by_the_cell_before_it_through_a_second_cell(tmp_path):
    source = "say('{n}', n=len(late.table()))"
    one = chapter(tmp_path, "late = facts.at('2022-09-30')\nseen = late.table()", source)
    assert moved(one, "callup_final_putin", "date") == [(3, "words")]


# --- what is kept ----------------------------------------------------------------------------------


def trial(id, name, *cells, refusal="", bearing=()):
    return Trial(Mutation(name, id, {}), refusal, set(bearing), cells={Moved("07", at, "words") for at in cells})


def written(folder, *rows):
    shutil.copy(DATA / "datapackage.json", folder)
    lines = ["statement,mutations,reason", *(",".join(row) for row in rows)]
    (folder / "survivors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return mutations.read_reasons(folder, FACTS)


def test_a_survivor_without_a_reason_is_told(tmp_path):
    kept = written(tmp_path, ("kz_in_27sep", "sign", "No sign."))
    trials = [trial("kz_in_27sep", "x1.1", 3), trial("kz_in_27sep", "sign"), trial("kz_in_27sep", "source")]
    assert list(score.complaints(kept, trials)) == [
        "kz_in_27sep: source survived, expected a reason in survivors.csv"
    ]


def stopping(name, *chapters, claims=()):
    cells = {Moved(chapter, 3, "raised") for chapter in chapters}
    return Trial(Mutation(name, "kz_in_27sep", {}), stopped=set(claims), cells=cells)


def test_a_statement_on_which_nothing_computed_rests_needs_no_reason_and_one_that_carries_weight_does():
    trials = [trial("kz_in_27sep", "x1.1"), trial("kz_in_27sep", "sign"), trial("kz_out_27sep", "x1.1", 3)]
    trials.append(trial("kz_out_27sep", "source"))
    assert list(score.complaints({}, trials)) == [
        "kz_out_27sep: source survived, expected a reason in survivors.csv"
    ]
    assert score.unseen({}, trials) == [f"kz_in_27sep (survived: x1.1 sign): {score.LISTED}"]


def test_what_only_stops_something_needs_a_reason_like_a_survivor(tmp_path):
    kept = written(tmp_path, ("kz_in_27sep", "sign", "No sign."))
    trials = [stopping("x1.1", "07"), stopping("sign", claims=["C03"]), stopping("x1000", "07")]
    assert list(score.complaints(kept, trials)) == [
        "kz_in_27sep: x1.1 x1000 stopped, expected a reason in survivors.csv"
    ]


@pytest.mark.parametrize("gone", [stopping("dropped", "07"), stopping("source", "00", claims=["C03"])])
def test_what_stops_for_want_of_a_statement_and_moves_with_another_figure_is_explained(gone):
    trials = [trial("kz_in_27sep", "x1.1", 5, bearing=["C03"]), gone]
    assert score.needed(trials) == [gone]
    assert list(score.complaints({}, trials)) == []
    assert score.as_csv(trials).endswith(f",{gone.mutation.name}\n")


@pytest.mark.parametrize("gone", [stopping("dropped", "06"), stopping("date", claims=["C05"]), stopping("sign", "07")])
def test_what_stops_where_no_other_figure_moves_or_for_another_cause_is_not(gone):
    trials = [trial("kz_in_27sep", "x1.1", 5, bearing=["C03"]), gone]
    assert score.needed(trials) == []
    (complaint,) = score.complaints({}, trials)
    assert complaint.startswith(f"kz_in_27sep: {gone.mutation.name} stopped")


def test_everything_that_is_not_seen_is_listed_with_its_reason(tmp_path):
    kept = written(tmp_path, ("kz_in_27sep", "sign", "No sign."))
    trials = [trial("kz_in_27sep", "x1.1", 5), stopping("dropped", "07"), trial("kz_in_27sep", "sign")]
    assert score.unseen(kept, trials) == [
        f"kz_in_27sep (stopped: dropped): {score.NEEDED}",
        "kz_in_27sep (survived: sign): No sign.",
    ]
    assert score.marks_of(trials)["mutations unseen"] == 2


@pytest.mark.parametrize("fate", ["seen", "refused", "no such mutation"])
def test_a_reason_for_what_is_no_survivor_is_told(tmp_path, fate):
    kept = written(tmp_path, ("kz_in_27sep", "sign", "No sign."))
    found = {"seen": [trial("kz_in_27sep", "sign", 3)], "refused": [trial("kz_in_27sep", "sign", refusal="no")]}
    (complaint,) = score.complaints(kept, found.get(fate, []))
    assert complaint.startswith(f"survivors.csv: kz_in_27sep sign: found {fate}")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("nobody", "sign", "Because."), "column statement: found 'nobody'"),
        (("kz_in_27sep", "sing", "Because."), "column mutations: found 'sing'"),
        (("kz_in_27sep", "sign", "No sign."), "column reason: found the reason of row 2, expected a reason of its own"),
        (("kz_in_27sep", "sign", ""), "column reason: found an empty cell"),
        (("kz_out_27sep", "date sign", "It has one."), "column mutations: found sign once more"),
    ],
)
def test_a_bad_reason_is_refused_by_row_and_column(tmp_path, row, words):
    with pytest.raises(DataError, match=words):
        written(tmp_path, ("kz_out_27sep", "sign", "No sign."), row)


def test_the_score_counts_what_the_loader_lets_in():
    trials = [
        trial("a", "sign", 1),
        trial("a", "x1.1", bearing=["C03"]),
        trial("a", "date"),
        trial("a", "swapped", refusal="no"),
    ]
    assert score.marks_of(trials)["mutation score"] == 66.6
    assert Counter(t.fate for t in trials) == {"seen": 2, "survived": 1, "refused": 1}


def test_an_error_in_a_chapter_or_a_verdict_is_not_taken_for_a_sight():
    page, claim, both = (trial("a", name) for name in ("x1.1", "sign", "dropped"))
    page.cells = {Moved("07", 3, "raised")}
    claim.stopped = {"C03"}
    both.stopped, both.cells = {"C03"}, {Moved("07", 2, "words"), Moved("07", 3, "raised")}
    assert [t.fate for t in (page, claim, both)] == ["stopped", "stopped", "seen"]
    assert score.marks_of([page, claim, both])["mutation score"] == 33.3


def test_a_statement_carries_weight_where_another_figure_or_its_absence_is_seen():
    trials = [
        trial("figure", "x1.1"),
        trial("figure", "dropped", 1),
        trial("remark", "dropped", 1),
        trial("other", "date", 1),
    ]
    assert score.carrying(trials) == {"remark"}


def test_the_load_map_counts_words_and_figures_by_chapter():
    found = trial("a", "x1.1", 3, 5, bearing=["C03", "C05"])
    found.cells.add(Moved("01", 4, "figure"))
    assert score.as_csv([found]).splitlines() == ["statement,claims,words,figures,stops", "a,C03 C05,07:2,01:1,"]


def test_a_mark_is_recorded_upward_only(tmp_path):
    path = tmp_path / "ratchet.json"
    assert score.record_marks(path, {"mutation score": 80.0, "mutations unseen": 2})
    assert not score.record_marks(path, {"mutation score": 79.9, "mutations unseen": 3})
    assert score.record_marks(path, {"mutation score": 81.0, "mutations unseen": 3})
    assert score.marks(path) == {"mutation score": 81.0, "mutations unseen": 2}


def test_a_mark_below_the_recorded_one_is_told():
    kept = {"mutation score": 80.0, "statements carrying weight": 10, "mutations unseen": 0}
    assert list(score.worse(kept, kept | {"statements carrying weight": 11})) == []
    worse = {"mutation score": 79.9, "statements carrying weight": 9, "mutations unseen": 1}
    assert sorted(score.worse(kept, worse)) == [
        "mutation score: found 79.9, expected at least 80",
        "mutations unseen: found 1, expected at most 0",
        "statements carrying weight: found 9, expected at least 10",
    ]


def test_a_mark_that_nobody_recorded_is_told():
    (complaint,) = score.worse({"statements carrying weight": 10}, {"mutation score": 80.0})
    assert complaint == "mutation score: found 80, expected a recorded mark to compare it with"


def test_one_statement_is_tried_in_every_chapter_and_told_cell_by_cell(tmp_path, capsys):
    chapter(tmp_path, "say('{n}', n=facts.statement('kz_in_27sep').figure)")
    house = House(tmp_path / "notebooks", tmp_path / "tests" / "references")
    assert score.report(house, ["kz_in_27sep"], count=1) == 0
    said = capsys.readouterr().out
    assert "kz_in_27sep x1.1: C03.1, C03.2, C05, C09\n  07 A step (words)\n" in said


def test_workers_that_are_copies_and_workers_that_open_the_chapters_themselves_find_the_same(tmp_path, monkeypatch):
    chapter(tmp_path, "say('{n}', n=facts.statement('kz_in_27sep').figure)")
    house, found = House(tmp_path / "notebooks", tmp_path / "tests" / "references"), []
    for forks in (True, False):
        monkeypatch.setattr(mutate, "FORKS", forks)
        found.append(mutate.run(house, ["kz_in_27sep", "kz_out_27sep"]))
    assert found[0] == found[1]
    assert any(trial.cells for trial in found[0])


@pytest.mark.parametrize("is_explained", [True, False])
def test_what_is_seen_under_another_scenario_alone_is_found_unless_it_is_explained_without(tmp_path, is_explained):
    read = "figure = facts.statement('kz_trp_2022').figure"
    chapter(tmp_path, read, "say('{n}', n=figure if evidence == 'harshest' else 1)")
    house = House(tmp_path / "notebooks", tmp_path / "tests" / "references")
    trials = mutate.run(
        house, ["kz_trp_2022"], workers=1, explained=lambda trials: {t.key for t in trials if is_explained}
    )
    assert {t.mutation.name: t.is_open for t in trials}["x1.1"] is is_explained


@pytest.mark.parametrize(("unseen", "record", "spared"), [(2, False, 2), (1, False, 0), (2, True, 0)])
def test_what_is_explained_is_tried_under_every_scenario_for_a_record_and_where_a_mark_is_worse(
    tmp_path, monkeypatch, unseen, record, spared
):
    house = House(tmp_path / "notebooks", tmp_path / "tests" / "references")
    house.ratchet.parent.mkdir(parents=True)
    house.ratchet.write_text(f'{{"mutation score": 0, "mutations unseen": {unseen}, "statements carrying weight": 0}}')
    trials, asked = [trial("kz_trp_2022", "x1.1"), trial("kz_trp_2022", "dropped")], []
    monkeypatch.setattr(door, "sound", lambda house: facts.load())
    monkeypatch.setattr(files, "write_if_changed", lambda *given: False)
    monkeypatch.setattr(mutate, "run", lambda *given: asked.append(given[-1](trials)) or trials)
    score.report(house, record=record)
    assert len({t.key for t in trials} & set(asked[0])) == spared


def test_a_chapter_that_was_written_anew_is_opened_anew(tmp_path):
    house = House(tmp_path / "notebooks", tmp_path / "tests" / "references")
    for id in ("kz_in_27sep", "kz_out_27sep"):
        chapter(tmp_path, f"say('{{n}}', n=facts.statement('{id}').figure)")
        trials = mutate.run(house, ["kz_in_27sep"], workers=1)
        assert any(trial.cells for trial in trials) is (id == "kz_in_27sep")
