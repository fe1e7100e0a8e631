"""Parameters without a vocabulary: names and types are those of the notebook."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from conftest import put
from nbsuite.errors import ParameterError, Refused
from nbsuite.jobs import admit
from nbsuite.project import Project

CELL = """\
count: int = 3
share = 0.5
name = "a"
is_on: bool = False
limit: float | None = None
rest = [1, 2]"""


def asked(folder: Path, *given: tuple[str, str], cell: str = CELL) -> dict[str, object]:
    """The values that are passed to a notebook of a folder without any configuration."""
    tags = {"tags": ["parameters"]}
    path = put(folder / "own.ipynb", new_notebook(cells=[new_code_cell(cell, metadata=tags), new_code_cell("1 + 1")]))
    (job,) = admit(Project(), [str(path)], [], given, folder / "runs").jobs
    return job.parameters


def test_a_text_becomes_a_value_of_the_annotation_or_of_the_type_of_the_default(tmp_path):
    given = {"count": "4", "share": "1", "name": "7", "is_on": "true", "limit": "2", "rest": "0.5"}
    found = asked(tmp_path, *given.items())
    assert found == {"count": 4, "share": 1.0, "name": "7", "is_on": True, "limit": 2.0, "rest": 0.5}
    assert [type(value).__name__ for value in found.values()] == ["int", "float", "str", "bool", "float", "float"]
    assert asked(tmp_path, ("limit", "None")) == {"limit": None}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("count", "4.5", "parameter count: found '4.5', expected a whole number"),
        ("share", "half", "parameter share: found 'half', expected a number"),
        ("is_on", "7", "parameter is_on: found '7', expected True or False"),
        ("limits", "7", "parameter limits: not used by own; did you mean 'limit'?"),
    ],
)
def test_a_value_of_another_type_and_an_unknown_name_are_refused(tmp_path, name, text, said):
    with pytest.raises(ParameterError) as refused:
        asked(tmp_path, (name, text))
    assert str(refused.value).startswith(said)


def test_a_notebook_without_a_parameters_cell_is_passed_nothing(tmp_path):
    path = put(tmp_path / "bare.ipynb", new_notebook(cells=[new_code_cell("1 + 1")]))
    (job,) = admit(Project(), [str(path)], [], [], tmp_path / "runs").jobs
    assert (job.parameters, job.target) == ({}, tmp_path / "runs" / "default" / "bare.ipynb")


def test_a_hook_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(Refused, match=r"^vocabulary: found 'no.such:thing' \(No module named 'no'\), expected package"):
        Project(vocabulary="no.such:thing").hook("vocabulary")
