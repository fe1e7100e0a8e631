"""`steppe classroom collect`: notebooks that were handed in are checked and made submissions of an nbgrader course."""

import os
import re
import shutil
import unicodedata
from pathlib import Path

from nbformat import NotebookNode, from_dict

from nbsuite import files, notebooks, store
from nbsuite.errors import DataError, Refused, in_one_line
from steppe.classroom import grading, order
from steppe.classroom.grading import REMARKS, SETTINGS

HAND_INS = {".ipynb", ".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"}  # a file of these is somebody's work
OF_CHAPTER = re.compile(r"(?:answer|check|own_words)_(\d\d)_\d+")  # the ids of cells that are graded
UNREADABLE = "damaged, or no notebook; open it in JupyterLab, or ask the student for it again: "
NO_POINTS = "for which there are no points: read it, and give them in nbgrader to the question that it answers"
TAMPERING = re.compile(r"steppe\.check|\bclassroom\b|assert_right|Feedback")


def collect(source: Path, handed_in: Path, course: Path) -> int:
    """Makes a submission of a copy of each notebook in a folder; returns how many could not be made one.

    source: the chapter in the edition for teachers. handed_in: a folder of notebooks named after their students, or of
    folders so named. Prints what a teacher should know. Raises Refused where there is no notebook, or no nbgrader.
    """
    number, failed, left, lost, named, hand_ins = source.name[:2], 0, 0, 0, {}, {}
    for path in sorted(path for path in handed_in.rglob("*") if path.is_file() or not any(path.iterdir())):
        place = path.relative_to(handed_in)
        if any(part.startswith((".", "__")) for part in place.parts) or path.resolve().is_relative_to(course.resolve()):
            continue  # what JupyterLab and macOS keep there, and the course itself
        if path.is_file() and path.suffix.lower() == ".ipynb" and (names := names_of(place, source.stem)):
            named.setdefault(names, []).append(path)
        else:
            left, lost = left + 1, lost + (path.suffix.lower() in HAND_INS)
            print(f"classroom: left out {in_one_line(place)}: expected a notebook with the name of a student")
    if not named:
        raise Refused(f"{handed_in}: found no notebook, expected one a student, such as anna_petrova.ipynb")
    last = [names[-1] for names in named]  # of several students with one name, each has those of the folders too
    for names, paths in named.items():
        hand_ins.setdefault(names[-1] if last.count(names[-1]) == 1 else "_".join(names), []).extend(paths)
    released = notebooks.read(_released(source, course))
    for student, paths in sorted(hand_ins.items()):
        notebook, remarks, changed = _newest(paths, released)
        target = course / "submitted" / student / number / source.name
        if notebook is None:
            failed, remarks = failed + 1, ["not collected", *remarks]
        if target.is_file() and target.stat().st_mtime_ns > changed:
            remarks.append(f"what was collected before is newer, or sound, and kept; delete {target} to replace it")
        else:
            files.write_if_changed(target.parent / REMARKS, "".join(f"{in_one_line(remark)}\n" for remark in remarks))
            if notebook is not None:
                files.write_if_changed(target, store.dumps(notebook))
                os.utime(target, ns=(changed, changed))
        print(f"classroom: {student}: {in_one_line('; '.join(remarks)) or 'collected'}", flush=True)
    print(f"classroom: {len(hand_ins) - failed} students collected, {failed} refused, {left} files left out: {course}")
    return failed + lost


def names_of(place: Path, chapter: str) -> tuple[str, ...]:
    """The names in a path, the student's last: without the chapter's, each once, in letters nbgrader takes."""
    parts = unicodedata.normalize("NFC", str(place.with_suffix(""))).split(os.sep)
    parts = [re.sub(rf"{re.escape(chapter)}| ?\(\d+\)$", "", part) for part in parts]
    names = dict.fromkeys(re.sub(r"[^\w.@-]+", "_", part).strip("._-") for part in parts)
    return tuple(name for name in names if name not in ("", chapter[:2]))


def _newest(paths: list[Path], released: NotebookNode) -> tuple[NotebookNode | None, list[str], int]:
    """The newest of a student's notebooks that is one of the chapter, remarks on all, and when it was changed."""
    remarks: list[str] = []
    paths = sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    for at, path in enumerate(paths, start=1):
        try:
            notebook, found = checked(notebooks.read(path), released)
            older = [f"{other.name}: older than the one that is graded" for other in paths[at:]]
            return notebook, [*remarks, *found, *older], path.stat().st_mtime_ns
        except (DataError, Refused) as error:
            remarks.append(f"{path.name}: {str(error).replace(f'{path.name}: ', UNREADABLE, 1)}")
    return None, remarks, 0


def checked(notebook: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A hand-in made such that nbgrader stops at nothing in it, and remarks on what was wrong.

    Of repeated cells one is graded: of a check the first, of an answer the last that was changed. What is missing and
    has points is put back. Raises Refused where no cell of the release is there.
    """
    found, remarks = {}, []
    ids, sources = {cell.id for cell in released.cells}, {"", *(cell.source for cell in released.cells)}
    for at, cell in enumerate(notebook.cells, start=1):
        is_new, cell.id = cell.get("id") not in ids and cell.source not in sources, f"cell-{at}"
        its = cell.metadata.pop("nbgrader", None)
        id = str(its.get("grade_id")) if isinstance(its, dict) else ""
        if id:
            found.setdefault(id, []).append(cell)
        elif is_new and cell.cell_type == "markdown":
            remarks.append(f"cell {at}: text in a cell of the student's own, {NO_POINTS}")
        runs = id.startswith("answer_") or (cell.cell_type == "code" and not id.startswith("check_"))
        if runs and cell.source not in sources and (word := TAMPERING.search(cell.source)):
            remarks.append(f"cell {at}: mentions {word[0]}, by which a check can be changed")
    known = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    if found.keys().isdisjoint(known):
        others = " and ".join(sorted({match[1] for match in map(OF_CHAPTER.fullmatch, found) if match}))
        what = f"the notebook of chapter {others}" if others else "no cell that is graded"
        raise Refused(f"found {what}, expected the notebook of this chapter")
    remarks[:0] = [f"{id}: no such cell was released" for id in found if id not in known]
    last = notebook.cells[-1]
    for id, original in known.items():
        its, cells = original.metadata.nbgrader, found.get(id, [])
        changed = [cell for cell in cells if cell.source.split() != original.source.split()]
        if not cells:
            remarks.append(f"{id}: deleted or renamed{'; put back' if its.grade else ''}")
            if its.grade:
                at, last = notebook.cells.index(last) + 1, from_dict(original)
                notebook.cells.insert(at, last)
            continue
        last = cells[0] if its.locked else (changed or cells)[-1]
        last.metadata.nbgrader = its
        if len(cells) > 1:
            remarks.append(f"{id}: found {len(cells)} times; {last.id.replace('-', ' ')} is graded")
        if its.locked and changed:
            remarks.append(f"{id}: changed; graded as released")
        if not its.locked and not changed:
            last.source = original.source  # or nbgrader takes a space for an answer
    notebook.nbformat_minor = 5
    return notebook, remarks


def _released(source: Path, course: Path) -> Path:
    """The release of a chapter; made where there is none, and never again, since nbgrader would remove it first."""
    number = source.name[:2]
    folder, release = course / "source" / number, course / "release" / number / source.name
    with grading.pool(1, {}) as executor:
        if not (course / SETTINGS).is_file():
            files.write(course / SETTINGS, f"{order.text('nbgrader_config.py')}\n")
        if executor.submit(grading.known, course.resolve(), source.name).result() and release.is_file():
            return release
        if not release.is_file():
            shutil.copytree((student := source.parents[1] / "student") / "data", folder / "data", dirs_exist_ok=True)
            notebook, solved = map(notebooks.read, (student / source.name, source))
            answers = {cell.id: cell for cell in solved.cells if "nbgrader" in cell.metadata}
            notebook.cells = [answers.get(cell.id, cell) for cell in notebook.cells]  # all else is as students see it
            files.write(folder / source.name, store.dumps(notebook))
        step = executor.submit(grading.convert, "GenerateAssignment", course.resolve(), number, "*", {})
    if reason := step.exception() or step.result()[0]:
        raise Refused(f"{course}: nbgrader released nothing: {in_one_line(reason)}")
    return release
