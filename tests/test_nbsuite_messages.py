"""Messages say the cause and the remedy, in one line."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import put
from nbsuite import execution, jobs, notebooks, parameters
from nbsuite.cli import main
from nbsuite.parameters import Parameter
from nbsuite.project import Project
from steppe.tables import DataError, read_package, read_table
from test_nbsuite_done import cold, notebook

__all__ = ["cold"]

VOCABULARY = {"flow": Parameter("flow", str, "gross"), "weeks": Parameter("weeks", int, 52)}
PARAMETERS = {"tags": ["parameters"]}
SCHEMA = """{"compiled": "2022-09-30", "resources": [{"name": "facts", "path": "facts.csv", "schema": {"fields":
[{"name": "id", "type": "string"}, {"name": "note", "type": "string"}]}}]}"""
SILENT = "get_ipython().kernel.iopub_thread.stop()"


def asked(path, source=None, **kernel):
    """A notebook with a parameters cell, unless there is no source, for a kernel."""
    about = {"kernelspec": notebooks.KERNEL | kernel}
    parameters = [new_code_cell(source, metadata=PARAMETERS)] if source is not None else []
    return put(path / "asked.ipynb", new_notebook(cells=[*parameters, new_code_cell("print(1)")], metadata=about))


@pytest.mark.parametrize("source", [None, "", "flow = 'net'", "weeks = 26", "flow: str = 'net'\nweeks: int = 3"])
@pytest.mark.parametrize("language", ["python", "Python", "python3"])
def test_ordinary_notebooks_are_run_as_they_are(tmp_path, source, language):
    parameters.expect_fit(asked(tmp_path, source, language=language), VOCABULARY)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("weeks = 2.5", "asked.ipynb: parameter weeks: found 2.5, expected a whole number"),
        ("weeks: float = 2", "asked.ipynb: parameter weeks: found float, expected the annotation int"),
    ],
)
def test_a_default_of_another_type_is_refused(tmp_path, source, said):
    with pytest.raises(ValueError, match=said):
        parameters.expect_fit(asked(tmp_path, source), VOCABULARY)


def test_another_kernel_language_is_named(tmp_path):
    with pytest.raises(ValueError, match="found the kernel language 'R', expected python, the only one that is run"):
        parameters.expect_fit(asked(tmp_path, language="R"), VOCABULARY)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (None, "parameter x: not used by asked, which sets none in a cell tagged parameters: add one with x = VALUE"),
        ("xs = 1", "parameter x: not used by asked; did you mean 'xs'?"),
        ("flow = 1", "parameter x: not used by asked; expected one of flow"),
    ],
)
def test_a_parameter_that_no_cell_sets_is_refused_with_the_remedy(tmp_path, source, said):
    with pytest.raises(ValueError, match="parameter x") as refused:
        jobs.admit(Project(), [str(asked(tmp_path, source))], [], [("x", "3")], tmp_path / "out")
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "asked.ipynb", "-p", "weeks"], "argument -p: found less, expected a name and a value"),
        (["run", "asked.ipynb", "-p", "weeks", "-1e-1"], "parameter weeks: found '-1e-1', expected a whole number"),
        (
            ["run", "--scenario", "default", "asked.ipynb"],
            "found asked.ipynb, the name of a notebook: put notebooks first",
        ),
        (["run", "--no-such"], "found what means nothing here; --help lists what does: --no-such"),
        (["nonsense"], "invalid choice: 'nonsense'"),
    ],
)
def test_a_wrong_line_is_refused_in_words_of_its_own(tmp_path, monkeypatch, capsys, words, said):
    asked(tmp_path, "weeks = 3")
    monkeypatch.chdir(tmp_path)
    try:
        status = main(words)
    except SystemExit as refused:
        status = refused.code
    told = capsys.readouterr().err
    assert (status, told.count("\n")) == (2, 1)
    assert said in told


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("id;note\n1;a\n", "facts.csv row 1: found semicolons between the cells, expected commas"),
        ("id\tnote\n1\ta\n", "facts.csv row 1: found tabs between the cells, expected commas"),
        ("id,note,,\n1,a,,\n", "facts.csv row 1: found 2 columns without a name after note, expected none"),
        ("id,note\n1,a\n\n", "facts.csv row 3: found an empty line, expected none: delete it"),
        ("id,remark\n1,a\n", "facts.csv row 1: found no column note, expected the header id,note"),
    ],
)
def test_a_table_that_a_spreadsheet_wrote_is_told_what_is_wrong(tmp_path, table, said):
    (tmp_path / "datapackage.json").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "facts.csv").write_text(table, encoding="utf-8", newline="")
    with pytest.raises(DataError) as refused:
        read_table(tmp_path, read_package(tmp_path), "facts")
    assert str(refused.value).startswith(said)


def test_outputs_that_never_end_are_told_from_a_cell_that_is_slow(cold, tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "OUTPUT_TIMEOUT", 1)
    reason, _, _ = execution.perform(notebook(tmp_path / "silent.ipynb", SILENT), {})
    assert reason.startswith("CellTimeoutError: found no end of a cell's outputs within")
    reason, _, _ = execution.perform(notebook(tmp_path / "slow.ipynb", "import time\ntime.sleep(60)"), {}, 1)
    assert reason == "CellTimeoutError: a cell took longer than 1 seconds; give it more (--timeout)"
