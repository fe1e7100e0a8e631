"""`steppe classroom grade`: nbgrader grades what was collected, several submissions at a time, with warm kernels."""

import json
import os
import re
import sys
from collections import Counter
from concurrent.futures import as_completed
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from traceback import format_exc

from nbsuite import execution, files, notebooks, warm, workers
from nbsuite.errors import Refused, in_one_line
from nbsuite.surroundings import spare
from steppe.classroom.answers import CHECKS
from steppe.suite.house import House

SETTINGS, REMARKS, GRADEBOOK = "nbgrader_config.py", "remarks.txt", "gradebook.db"
ENDED = {"CellTimeoutError": "stopped at the time limit", "DeadKernelError": "ended its kernel"}
REMEMBER, FORGET = "_before = globals().get('answer')", "if globals().get('answer') is _before: answer = ..."
ERROR = re.compile(r"(?m)^ *([\w.]+(?:Error|Exception|Exit)\b.*)|\Z")
spare()  # before the server of workers imports nbgrader


def grade(chapter: Path, course: Path, timeout: int) -> int:
    """Has nbgrader grade what was collected of a chapter and is not graded yet, and write feedback for all.

    timeout: seconds that a cell may take. Writes points as CSV, a row a student and a column a cell that is graded;
    prints what a teacher should look at. Returns how many were not graded. Raises Refused where nothing was collected.
    """
    number, rows, said = chapter.name[:2], {}, {}
    students = sorted(folder.parent.name for folder in course.glob(f"submitted/*/{number}"))
    first = f"expected `steppe classroom collect {number}` first"
    if not students:
        raise Refused(f"{course}: found no submission of {number}, {first}")
    count = workers.default_count() * 4 // 3  # nbgrader waits longer for its kernels than papermill does
    with warm.kernels(preload=House.preload) as environment, pool(count, environment) as executor:
        if not (id := executor.submit(known, course.resolve(), chapter.name).result()):
            raise Refused(f"{course}: the gradebook has no {number}, {first}")
        how = course.resolve(), chapter.name, timeout, f"{id} {timeout} {sha256(CHECKS.read_bytes()).hexdigest()}"
        runs = {executor.submit(_grade, student, *how): student for student in students}
        import pandas as pd  # while they run
        for run in as_completed(runs):
            student, error = runs[run], run.exception()
            rows[student], said[student] = ({}, [f"not graded: {error!r}"]) if error else run.result()
            print(f"classroom: {student}: {'graded' if rows[student] else in_one_line(said[student][-1])}", flush=True)
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(students).rename_axis("student")
    files.write_if_changed(course / f"grades_{number}.csv", table.to_csv(lineterminator="\n"))
    for name, remark in ((student, remark) for student in students for remark in said[student]):
        print(f"look at {name}: {in_one_line(remark)}")
    graded = sum(map(bool, rows.values()))
    print(f"classroom: {graded} of {len(students)} graded: {course / f'grades_{number}.csv'}; {course / 'feedback'}")
    if waits := Counter(id for student in students for id, points in rows[student].items() if points == ""):
        print("classroom: points are not final; to grade by hand:", ", ".join(f"{id} of {waits[id]}" for id in waits))
    return len(students) - graded


def pool(count: int, environment: dict[str, str]):
    """Processes for nbgrader, which starts a program of its own by name. Raises Refused where it is not installed."""
    if not find_spec("nbgrader"):
        raise Refused("nbgrader: found no such package, expected it: pip install 'steppe-count[grading]'")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return workers.processes(count, environment | {"PATH": path}, [__name__, "nbgrader.converters"])


def convert(step: str, course: Path, number: str, student: str, settings: dict, **about) -> tuple[str, str]:
    """Runs a step of nbgrader; returns the reason of a failure in one line, empty for none, and the database."""
    from nbgrader import api, converters, utils
    from nbgrader.coursedir import CourseDirectory

    if not hasattr(api.create_engine, "cache_info"):  # of several engines each compiles the same queries
        api.create_engine = cache(api.create_engine)
    config = _settings(course, assignment_id=number, student_id=student, **about)
    config.merge(settings)
    folder = CourseDirectory(config=config)
    result = utils.capture_log(getattr(converters, step)(coursedir=folder, config=config, force=True))
    reason = ERROR.search(result.get("log", "") + result.get("error", ""))[1] or "failed"
    return "" if result["success"] else reason, folder.db_url


def known(course: Path, name: str) -> str:
    """The id of a chapter in the gradebook, empty where it has none. Raises Refused for what nbgrader cannot read."""
    from nbgrader.api import Gradebook, MissingEntry
    from sqlalchemy.engine import make_url

    try:
        database = _settings(course).CourseDirectory.db_url
        if "sqlite" not in database or Path(make_url(database).database or "").is_file():  # or it would be made
            with Gradebook(database) as gradebook, suppress(MissingEntry):
                return gradebook.find_notebook(Path(name).stem, name[:2]).id
    except (Exception, SystemExit):
        places = re.findall(rf'"(.+{SETTINGS})"(, line \d+)', format_exc()) or [(str(course), "")]
        found = ERROR.search(format_exc())[1] or "an error"
        raise Refused(f"{''.join(places[-1])}: found {found}, expected what nbgrader reads") from None
    return ""


def _settings(course: Path, **about: str | list[str]):
    """The settings of a course, which becomes the working folder, as paths in them are meant."""
    from traitlets.config import PyFileConfigLoader

    os.chdir(course)
    config = PyFileConfigLoader(SETTINGS, str(course)).load_config()
    config.CourseDirectory.update({"root": str(course), **about})
    config.CourseDirectory.setdefault("db_url", f"sqlite:///{course / GRADEBOOK}?timeout=3600")  # it may be busy
    return config


def _grade(student: str, course: Path, name: str, timeout: int, state: str) -> tuple[dict[str, object], list[str]]:
    """Points by column, none where nbgrader failed, and remarks; grades only what has not been graded as it is now."""
    from nbconvert.exporters.html import Highlight2HTML, HTMLExporter, TemplateExporter
    from nbgrader.api import Gradebook
    from traitlets.config import Config

    number, mark = name[:2], course / ".graded" / name[:2] / f"{student}.json"
    sent, graded = (course / step / student / number / name for step in ("submitted", "autograded"))
    told = sent.with_name(REMARKS)
    remarks = told.read_text(encoding="utf-8").splitlines() if told.is_file() else [f"found no {told.name}; collect it"]
    if not sent.is_file():
        return {}, [*remarks, f"not graded: found no {name}"]
    submitted = sha256(sent.read_bytes()).hexdigest()
    before = json.loads(mark.read_text(encoding="utf-8")) if mark.is_file() else []
    if before[:2] != [submitted, state] or not graded.is_file():
        with execution.address() as settings:
            settings.Execute.update({"timeout": timeout, "shutdown_kernel": "immediate"})
            settings.Exporter.optimistic_validation = True  # at the end, not after each preprocessor
            settings.Autograde.autograde_preprocessors = _preprocessors(submitted, before)
            reason, _ = convert("Autograde", course, number, student, settings)
        if reason:
            return {}, [*remarks, f"not graded: {reason}"]
        sources = [cell["source"] for cell in notebooks.plain(graded)["cells"]]
        files.write(mark, json.dumps([submitted, state, *sources]))
    page = type("Page", (HTMLExporter,), {"from_notebook_node": TemplateExporter.from_notebook_node})  # parsed once
    filters = {"highlight_code": Highlight2HTML(pygments_lexer="ipython3")}
    how = Config({"GenerateFeedback": {"exporter_class": page}, "Page": {"filters": filters}})
    reason, database = convert("GenerateFeedback", course, number, student, how, ignore=["*"])  # nothing but the page
    for cell in notebooks.plain(graded)["cells"]:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id", "a cell of the student's own")
        for output in cell.get("outputs", []):
            if output.get("ename") in ENDED:
                remarks.append(f"{id}: {ENDED[output['ename']]}")
            if output.get("name") == "stderr" and id.startswith("check_"):
                remarks.append(f"{id}: no points, since something warned: {''.join(output['text']).strip()[:99]}")
    with Gradebook(database) as gradebook:
        notebook = gradebook.find_submission_notebook(sent.stem, number, student)
        grades = sorted(notebook.grades, key=lambda grade: [*map(int, re.findall(r"\d+", grade.name)), grade.name])
        points = {grade.name: "" if grade.needs_manual_grade else grade.score for grade in grades}
        total = {"points": notebook.score, "of": notebook.max_score}
        return points | total, [*remarks, *[f"no feedback: {reason}"] * bool(reason)]


def _preprocessors(submitted: str, before: list[str]) -> list:
    """What nbgrader does to a notebook to grade it, with another way to execute it, and to save its points."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_output
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import Execute, SaveAutoGrades
    from nbgrader.utils import has_failed, is_solution

    class ExecuteAll(Execute):
        """Executes again, without it, what has a cell that ends the kernel; no answer stands in for one that fails."""

        def preprocess(self, notebook, resources):
            self.at, self.fatal = -1, {}
            while True:
                try:
                    return super().preprocess(notebook, resources)
                except (CellTimeoutError, DeadKernelError) as error:
                    if self.at in {-1, *self.fatal}:
                        raise
                    self.fatal[self.at] = type(error).__name__

        def preprocess_cell(self, cell, resources, at):
            self.at = at
            if is_solution(cell):
                self.kc.execute(REMEMBER, silent=True)
            if at in self.fatal:
                cell.outputs = [new_output("error", ename=self.fatal[at], evalue=ENDED[self.fatal[at]], traceback=[])]
            else:
                cell, resources = super().preprocess_cell(cell, resources, at)
            if is_solution(cell) and has_failed(cell):
                self.kc.execute(FORGET, silent=True)
            return cell, resources

        def on_cell_executed(self, **about):
            if any(part.get("source") == "ask_exit" for part in about["execute_reply"]["content"].get("payload", [])):
                raise DeadKernelError("exit")
            super().on_cell_executed(**about)

    class SaveOthers(SaveAutoGrades):
        """Leaves as they are the points that a teacher gave by hand for the same text, or for a check of the same."""

        def _add_score(self, cell, resources):
            which = cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
            waits = (grade := self.gradebook.find_grade(*which)).needs_manual_grade
            super()._add_score(cell, resources)
            if grade.manual_score is not None and (cell.source if is_solution(cell) else submitted) in before:
                grade.needs_manual_grade = waits
                self.gradebook.db.commit()

    ours = {Execute: ExecuteAll, SaveAutoGrades: SaveOthers}
    return [ours.get(each, each) for each in Autograde.autograde_preprocessors.default_args[0]]
