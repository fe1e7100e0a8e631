"""`steppe refresh`: rebuild all stored outputs on purpose and say what changed in meaning."""

from collections.abc import Iterable
from contextlib import ExitStack, suppress

from nbsuite import files, notebooks, run
from nbsuite.errors import DataError, Refused
from nbsuite.runner import AS_USUAL, How
from steppe import language
from steppe.suite import checks, door, verdicts
from steppe.suite.house import House


def refresh(house: House, words: Iterable[str] = (), how: How = AS_USUAL) -> int:
    """Rebuilds chapters, references, verdicts and README; prints the changes and returns the exit status.

    Nothing is stored unless every run succeeded; the verdicts, which the notebooks read, are put back if not. Files
    that stay the same are not touched. Raises `Refused` for a notebook that is not among the chapters, for its own
    file would be written over.
    """
    language.use(language.ENGLISH)  # what is stored is English
    words = list(words)
    paths = run.meant(house, words)
    for path in paths:
        for complaint in checks.of_parameters(notebooks.read(path)):
            raise Refused(f"{house.name_of(path)}: {complaint}")
    evidence = door.sound(house)
    matrices = verdicts.of_all(evidence)
    old = house.verdicts.read_text(encoding="utf-8") if house.verdicts.is_file() else ""
    with ExitStack() as undo:
        if old:
            undo.callback(files.write_if_changed, house.verdicts, old)
        else:
            undo.callback(house.verdicts.unlink, missing_ok=True)
        files.write_if_changed(house.verdicts, verdicts.as_json(evidence, matrices))
        if not run.rebuild(house, paths, how, settled=undo.pop_all):
            return 1
    if not words:
        run.drop_orphans(house)
    if old != house.verdicts.read_text(encoding="utf-8"):
        print(house.name_of(house.verdicts) + ("" if old else ": new"))
        with suppress(DataError):  # where there was no record before, nothing turns
            for name, phrase in verdicts.turned(verdicts.Recorded.parse(old).words, matrices):
                print(f"  {name}: {phrase}")
    if house.readme.is_file():
        table = verdicts.as_markdown(matrices[verdicts.YARDSTICK], house.by_number())
        if files.write_if_changed(house.readme, verdicts.with_table(house.readme.read_text(encoding="utf-8"), table)):
            print(f"{house.name_of(house.readme)}: verdict table")
    return 0
