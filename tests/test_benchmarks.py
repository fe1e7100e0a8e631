"""What benchmarks/README.md says is what was measured, and the scripts that measure can be started."""

import importlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from steppe.suite.house import House

BENCHMARKS = House().root / "benchmarks"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(BENCHMARKS.glob("*.py"))}
SCRIPTS = [name for name, text in TEXTS.items() if "__main__" in text]
MEASURING = [name for name in SCRIPTS if "keep(asked.results" in TEXTS[name]]
MEASURED = {"as_of": "2022-09-30", "cores": 2, "rounds": 3}
SUITE = {"papermill, a shell loop": 44.0, "steppe run --all": 20.0, "the same once more": 1.6}
BEFORE = {"steppe run --all at 527585f": 30.0}
LIMIT = {"the limit: one process, no kernels": 10.0}
COST = {"seconds": 100.0, "own_cpu": 20.0, "own_mib": 50.0, "all_mib": 400.0, "again_seconds": 3.0}
CODES = {"bare interpreter": 0.02, "steppe --help": 0.6, "import pandas": 0.42}
LEFT = ("bytes_of_outputs", "bytes_of_manifest", "bytes_of_table", "bytes_to_make_the_manifest")
INVENTED = {
    "full_suite": {
        "runs": 99, "executions": 40, "bytes_of_an_output": 400_000, "seconds_to_store_an_output": 0.01,
        "ways": [{"way": way, "runs": 11 if "loop" in way else 99, "seconds": seconds}
                 for way, seconds in (SUITE | LIMIT | BEFORE).items()],
    },
    "at_a_time": {"default": 3, "counts": [{"jobs": n, "seconds": 60.0 + n} for n in (1, 2, 3)]},
    "with_nbval": {
        "files": 99,
        "ways": [{"way": "pytest --nbval", "files": 11, "seconds": 40.0},
                 {"way": "the suite's way", "files": 99, "seconds": 45.0}],
    },
    "memory": {
        "at_a_time": 3, "runs": 11,
        "ways": [{"way": "papermill", "peak_mib": 500}, {"way": "steppe run", "peak_mib": 300}],
    },
    "mutations": {"ways": [{"way": "now", "seconds": 100.0, "cpu_seconds": 190.0}]},
    "book_build": {
        "before": "527585f",
        "ways": [{"way": f"{what}, {when}", "seconds": seconds} for when in ("before", "now")
                 for what, seconds in {"all cached": 60.0, "one chapter edited": 30.0}.items()],
    },
    "grading": {
        "students": 30,
        "ways": [{"way": "nbgrader autograde", "seconds": 100.0},
                 {"way": "nbgrader generate_feedback", "seconds": 20.0},
                 {"way": "steppe classroom grade", "seconds": 24.0}],
    },
    "growth": {
        "sweeps": [{"runs": 1000, **COST, **dict.fromkeys(LEFT, 2_000_000)}],
        "without_notebooks": {"vectorised": {"points": 1_000_000, "seconds": 0.1},
                              "judged": {"points": 100, "seconds": 1.0}},
        "bytes_held": 1000, "tasks_a_second": 250.0,
    },
    "import_cost": {"codes": [{"code": code, "seconds": s, "peak_mib": 10.0} for code, s in CODES.items()]},
}  # fmt: skip
INVENTED = {name: MEASURED | found for name, found in INVENTED.items()}


def script(name, *words):
    command = [sys.executable, BENCHMARKS / f"{name}.py", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("report")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The README written from invented results, and the folder it lies in."""
    folder = tmp_path_factory.mktemp("benchmarks")
    for name, found in INVENTED.items():
        (folder / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
    readme = folder / "README.md"
    readme.write_text((BENCHMARKS / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    script("report", "--results", folder, "--readme", readme)
    return readme


def test_readme_and_picture_hold_what_was_measured_and_nothing_else_with_a_section_for_every_script(report):
    text = report.README.read_text(encoding="utf-8")
    assert text == report.filled(text, report.read(report.RESULTS)), "run benchmarks/report.py"
    assert sorted(name for _, name, _ in report.BETWEEN.findall(text)) == sorted(report.SECTIONS)
    assert (BENCHMARKS / "benchmarks.png").is_file() == ("benchmarks.png" in text)
    with Image.open(report.PICTURE) as picture:
        described = picture.text["Description"]
    assert described == report.in_words(report.read(report.RESULTS)), "run benchmarks/report.py"
    assert set(MEASURING) <= report.SECTIONS.keys()
    assert report.read(report.RESULTS).keys() <= set(MEASURING)


def test_the_report_reckons_up_and_says_which_targets_are_met_and_by_how_much_not(page):
    rows = [line.strip("| ").split(" | ") for line in page.read_text(encoding="utf-8").splitlines()]
    said = {row[1]: row[2:] for row in rows if row[-1] == "met" or "missed by" in row[-1]}
    assert said == {
        "at least 15 times": ["19.80 times", "met"],
        "at least 1.8 times": ["1.50 times", "missed by a factor of 1.20"],
        "at most 0.5 times": ["0.60 times", "missed by a factor of 1.20"],
        "at most 120 s": ["100.00 s", "met"],
        "at most 2 times": ["2.00 times", "met"],
        "at most 1.5 s": ["1.60 s", "missed by a factor of 1.07"],
        "at least 10 times": ["8.00 times", "missed by a factor of 1.25"],
        "at most 60 s": ["60.00 s", "met"],
        "at most 15 s": ["30.00 s", "missed by a factor of 2.00"],
        "at least 4 times": ["5.00 times", "met"],
        "at most 0.3 s": ["0.60 s", "missed by a factor of 2.00"],
    }


def test_a_million_runs_are_estimated_from_what_one_took_and_the_picture_is_described(page):
    text = page.read_text(encoding="utf-8")
    assert page.with_name("benchmarks.png").read_bytes().startswith(b"\x89PNG")
    assert "papermill, a shell loop, 396.0 s; steppe run --all, 20.0 s" in text
    assert "| the small notebook | 0.18 | 28 hours | 5.9 hours | 5.6 hours | 5.6 hours | 2.0 GB |" in text
    assert "| a chapter | 1.00 | 5.9 days | 20 hours | 8.3 hours | 8.3 hours | 400.0 GB |" in text
    told = " ".join(text.split())
    assert "More than 18 and 50 cores change nothing." in told
    assert "the flow model over an array takes 100 ms for a million points" in told


@given(st.floats(0.01, 1000), st.floats(0.01, 1000), st.booleans())
def test_a_target_is_met_on_one_side_of_its_bound_alone(report, bound, found, at_least):
    outcome = report.Target("", bound, found, "s", at_least).outcome
    assert (outcome == "met") == (found >= bound if at_least else found <= bound)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_can_be_started_and_one_that_measures_says_where_it_keeps_that(name):
    assert ("--results FOLDER" in script(name, "--help")) == (name in [*MEASURING, "report"])


def test_a_measurement_is_kept_with_its_day_and_machine(tmp_path, report):
    script("import_cost", "--rounds", 1, "--results", tmp_path)
    found = report.read(tmp_path)["import_cost"]
    assert {"as_of", "cores", "rounds"} < found.keys() and found["rounds"] == 1
    assert all(row["seconds"] > 0 and row["peak_mib"] > 1 for row in found["codes"])
