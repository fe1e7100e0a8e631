"""The tables and the picture of benchmarks/README.md, from the medians in benchmarks/results/.

What stands between two markers is written here, so that no number is typed; the rest is left alone.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import picture
from measure import RESULTS
from nbsuite import files

README = Path(__file__).with_name("README.md")
PICTURE = Path(__file__).with_name("benchmarks.png")
BETWEEN = re.compile(r"(<!-- (?P<name>\w+):start -->\n).*?(<!-- (?P=name):end -->)", re.DOTALL)
MISSING = "Not measured yet.\n"
LOOP, LIMIT, ONCE_MORE = "papermill, a shell loop", "the limit: one process, no kernels", "the same once more"
SUITE, PLAIN, OURS, HELP = "steppe run --all", "pytest --nbval", "the suite's way", "steppe --help"
MILLION = 1_000_000
HOUR, DAY, GB = 3600, 86_400, 10**9
WIDTH = 120
CORES = (2, 16, 64, 256)

Found = dict[str, dict]


@dataclass(frozen=True)
class Target:
    """What was aimed at: at least, or at most, so much of a unit; and what was found."""

    aim: str
    bound: float
    found: float
    unit: str
    at_least: bool = False

    @property
    def outcome(self) -> str:
        short = self.bound / self.found if self.at_least else self.found / self.bound
        return "met" if short <= 1 else f"missed by a factor of {short:.2f}"


@dataclass(frozen=True)
class Work:
    """Seconds that each of many runs takes: all are judged before the first starts, then the cores share them.

    judging: in one process. shared: of all cores together. alone: of that, what one process does by itself.
    """

    judging: float
    shared: float
    alone: float

    def on(self, cores: int) -> float:
        return self.judging + max(self.shared / cores, self.alone)

    @property
    def least(self) -> float:
        return self.judging + self.alone

    @property
    def enough(self) -> float:
        """Cores beyond which more of them change nothing."""
        return self.shared / self.alone


def read(folder: Path) -> Found:
    """The stored results by the name of their script; those that are not there are left out."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def whole(results: dict, total: str) -> dict[str, float]:
    """Seconds for all, by way, reckoned up where a way did a part."""
    return {row["way"]: row["seconds"] * results[total] / row[total] for row in results["ways"]}


def targets(found: Found) -> Iterator[Target]:
    """Those for which there are results."""
    if suite := found.get("full_suite"):
        seconds = whole(suite, "runs")
        loop, limit = seconds[LOOP] / seconds[SUITE], seconds[SUITE] / seconds[LIMIT]
        yield Target("the whole suite is faster than a loop over the papermill command", 15, loop, "times", True)
        if old := next((way for way in seconds if way.startswith(f"{SUITE} at ")), None):
            faster = seconds[old] / seconds[SUITE]
            yield Target(f"the whole suite is faster than{old.removeprefix(SUITE)}", 1.8, faster, "times", True)
        yield Target("the whole suite takes no more than the same cells in one process", 2, limit, "times")
        yield Target("a run where nothing has changed", 1.5, seconds[ONCE_MORE], "s")
    if memory := found.get("memory"):
        theirs, ours = (row["peak_mib"] for row in memory["ways"])
        yield Target("memory of three runs at a time, of that of papermill", 0.5, ours / theirs, "times")
    if nbval := found.get("with_nbval"):
        seconds = whole(nbval, "files")
        faster = seconds[PLAIN] / seconds[OURS]
        yield Target("nbval over everything is faster than as it is", 10, faster, "times", True)
    if mutations := found.get("mutations"):
        yield Target("the mutations, with a fact that is new", 120, mutations["ways"][0]["seconds"], "s")
    if built := found.get("book_build"):
        seconds = {row["way"]: row["seconds"] for row in built["ways"]}
        yield Target("the book, with every chapter cached", 60, seconds["all cached, now"], "s")
        yield Target("the book, with one chapter edited", 15, seconds["one chapter edited, now"], "s")
    if graded := found.get("grading"):
        *theirs, ours = (row["seconds"] for row in graded["ways"])
        yield Target("thirty notebooks are graded faster than by nbgrader alone", 4, sum(theirs) / ours, "times", True)
    if imports := found.get("import_cost"):
        seconds = {row["code"]: row["seconds"] for row in imports["codes"]}
        yield Target(HELP, 0.3, seconds[HELP], "s")


def table(heading: list[str], rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [heading, ["---"] * len(heading), *rows])


def measured(results: dict) -> str:
    """When, on what and how often."""
    rounds = results["rounds"]
    often = f"medians of {rounds} rounds" if rounds > 1 else "measured once"
    return f"As of {results['as_of']}, {results['cores']} cores, {often}:\n\n"


def of_targets(found: Found) -> str:
    rows = [
        [t.aim, f"at {'least' if t.at_least else 'most'} {t.bound:g} {t.unit}", f"{t.found:.2f} {t.unit}", t.outcome]
        for t in targets(found)
    ]
    return table(["Target", "", "Found", ""], rows) + "\n" + paragraphs(_why(found)) if rows else MISSING


def _why(found: Found) -> str:
    """What bounds the ratios that miss their targets, whatever runs the notebooks."""
    if "full_suite" not in found:
        return ""
    suite = found["full_suite"]
    seconds, cores = whole(suite, "runs"), suite["cores"]
    least = seconds[LIMIT] / cores
    told = f"""
        The cells bound the first: they take {seconds[LIMIT]:.0f} s in one process, so that {cores} cores that lost
        nothing to kernels, messages and files would be {seconds[LOOP] / least:.1f} times faster than the loop. The
        suite reaches {least / seconds[SUITE]:.0%} of that. Only quicker chapters would bring more: every run that is
        not the same as another has to be executed.
    """
    if "with_nbval" in found:
        seconds = whole(found["with_nbval"], "files")
        told += f"""
        They bound nbval as well: {cores} cores that lost nothing would be {seconds[PLAIN] / least:.1f} times faster
        than it is, and the suite's way reaches {least / seconds[OURS]:.0%} of that. The rest is what nbval does
        around the cells: a kernel for every notebook, each cell sent by itself and waited for, its outputs compared.
        """
    return told


def of_suite(found: Found) -> str:
    results = found["full_suite"]
    seconds, total = whole(results, "runs"), results["runs"]
    rows = [
        [way, f"{runs}", f"{measured_here:.1f}", f"{seconds[way]:.1f}", f"{seconds[way] / seconds[SUITE]:.2f}"]
        for way, runs, measured_here in map(dict.values, results["ways"])
    ]
    heading = ["", "runs measured", "seconds", f"seconds for all {total}", f"of `{SUITE}`"]
    same = f"\nThe {total} runs come to {results['executions']} executions; the rest have the same key as another.\n"
    return measured(results) + table(heading, rows) + same


def of_nbval(found: Found) -> str:
    results = found["with_nbval"]
    seconds = whole(results, "files")
    rows = [
        [way, f"{files}", f"{measured_here:.1f}", f"{seconds[way]:.1f}", f"{seconds[way] / seconds[OURS]:.2f}"]
        for way, files, measured_here in map(dict.values, results["ways"])
    ]
    heading = ["", "files measured", "seconds", f"seconds for all {results['files']}", f"of {OURS}"]
    return measured(results) + table(heading, rows)


def of_memory(found: Found) -> str:
    results = found["memory"]
    least = results["ways"][-1]["peak_mib"]
    rows = [[row["way"], f"{row['peak_mib']:,}", f"{row['peak_mib'] / least:.2f}"] for row in results["ways"]]
    heading = [f"{results['runs']} runs, {results['at_a_time']} at a time", "peak MiB, all processes", "of steppe"]
    return measured(results) + table(heading, rows)


def of_mutations(found: Found) -> str:
    results = found["mutations"]
    rows = [[row["way"], f"{row['seconds']:.0f}", f"{row['cpu_seconds']:.0f}"] for row in results["ways"]]
    return measured(results) + table(["`steppe mutate`", "seconds", "CPU seconds"], rows)


def of_book(found: Found) -> str:
    results = found["book_build"]
    seconds = {row["way"]: row["seconds"] for row in results["ways"]}
    rows = []
    for what in dict.fromkeys(way.rpartition(", ")[0] for way in seconds):
        before, now = (seconds[f"{what}, {when}"] for when in ("before", "now"))
        rows.append([what, f"{before:.1f}", f"{now:.1f}", f"{now / before:.2f}"])
    return measured(results) + table(["", f"seconds at {results['before']}", "seconds now", "ratio"], rows)


def of_grading(found: Found) -> str:
    results = found["grading"]
    ways = results["ways"]
    rows = [[row["way"], f"{row['seconds']:.1f}", f"{row['seconds'] / ways[-1]['seconds']:.2f}"] for row in ways]
    return measured(results) + table([f"{results['students']} notebooks", "seconds", f"of `{ways[-1]['way']}`"], rows)


def of_counts(found: Found) -> str:
    results = found["at_a_time"]
    usual = next(row["seconds"] for row in results["counts"] if row["jobs"] == results["default"])
    rows = [
        [f"{row['jobs']}", f"{row['seconds']:.1f}", f"{row['seconds'] / usual:.2f}"] for row in results["counts"]
    ]
    heading = ["`--jobs`", "seconds for the whole suite", f"of those with {results['default']}, the default here"]
    return measured(results) + table(heading, rows)


def of_growth(found: Found) -> str:
    results = found["growth"]
    rows = [
        [
            f"{row['runs']:,}",
            f"{row['seconds']:.1f}",
            f"{row['seconds'] / row['runs']:.3f}",
            f"{row['all_mib']:.0f}",
            f"{row['own_mib']:.0f}",
            f"{row['again_seconds']:.1f}",
        ]
        for row in results["sweeps"]
    ]
    heading = ["runs", "seconds", "seconds a run", "peak MiB, all processes", "the command's own", "seconds once more"]
    points = table(["", "core seconds a point", "of a run"], _points(results))
    return f"{measured(results)}{table(heading, rows)}\n{points}"


def _points(results: dict) -> list[list[str]]:
    last = results["sweeps"][-1]
    costs = {f"a run, of {last['runs']:,}": core_seconds(results)}
    for name, said in {"judged": "every verdict, no notebook", "vectorised": "the flow model over an array"}.items():
        row = results["without_notebooks"][name]
        costs[f"{said}, {row['points']:,} points"] = row["seconds"] / row["points"]
    run = next(iter(costs.values()))
    return [[name, f"{cost:.3g}", f"1 / {run / cost:,.0f}"] for name, cost in costs.items()]


def core_seconds(growth: dict) -> float:
    """What a run takes of all cores together, where there are many runs."""
    many = growth["sweeps"][-1]
    return many["seconds"] / many["runs"] * growth["cores"]


def of_imports(found: Found) -> str:
    results = found["import_cost"]
    seconds = {row["code"]: row["seconds"] for row in results["codes"]}
    bare = seconds["bare interpreter"]
    pandas = seconds["import pandas"] - bare
    rows = [
        [row["code"], f"{above:z.3f}", f"{row['peak_mib']:.0f}", f"{above / pandas:z.3f}"]
        for row in results["codes"]
        for above in [row["seconds"] - bare]
    ]
    heading = ["", "seconds above the bare interpreter", "peak MiB", "of `import pandas`"]
    return measured(results) + table(heading, rows)


def without_a_notebook(growth: dict) -> tuple[float, float]:
    """Seconds that a point takes: every verdict of it, and the flow model over an array."""
    judged, vectorised = map(growth["without_notebooks"].get, ("judged", "vectorised"))
    return judged["seconds"] / judged["points"], vectorised["seconds"] / vectorised["points"]


def works(found: Found) -> tuple[Work, Work]:
    """What a run of the small notebook takes in a sweep, and one of a chapter.

    Cores wait while a sweep judges: those seconds are not shared. The suite judges no points.
    """
    suite, growth = found["full_suite"], found["growth"]
    many = growth["sweeps"][-1]
    judged, _ = without_a_notebook(growth)
    writing = many["own_cpu"] / many["runs"] - judged
    small = (many["seconds"] / many["runs"] - judged) * growth["cores"]
    chapter = whole(suite, "runs")[SUITE] / suite["executions"] * suite["cores"]
    handing = 1 / growth["tasks_a_second"]
    return (
        Work(judged, small, max(writing, handing)),
        Work(judged, chapter, max(writing + suite["seconds_to_store_an_output"], handing)),
    )


def of_a_million(found: Found) -> str:
    """What a million runs would take, and what breaks first."""
    suite, growth = found["full_suite"], found["growth"]
    many = growth["sweeps"][-1]
    small, chapter = works(found)
    size = many["bytes_of_outputs"] / many["runs"]
    kinds = {"the small notebook": (small, size), "a chapter": (chapter, suite["bytes_of_an_output"])}
    rows = [
        [name, f"{work.shared:.2f}", *(lasting(work.on(n)) for n in CORES), gigabytes(size)]
        for name, (work, size) in kinds.items()
    ]
    heading = ["a million runs of", "core seconds a run, once judged", *(f"{n} cores" for n in CORES), "outputs"]
    line, manifest, making = (
        many[name] / many["runs"] for name in ("bytes_of_table", "bytes_of_manifest", "bytes_to_make_the_manifest")
    )
    judged, vectorised = without_a_notebook(growth)
    told = f"""
        Reckoned from the results above. A sweep judges every point first, in one process: {lasting(judged)}. Then the
        cores share the runs, as long as what one process does by itself keeps up: handing out and writing take
        {1000 * small.alone:.0f} ms for a run of the small notebook, {1000 * chapter.alone:.0f} ms for one of a chapter.
        More than {small.enough:,.0f} and {chapter.enough:,.0f} cores change nothing.

        What breaks first: the disk, by {gigabytes(suite["bytes_of_an_output"])} of chapters; the memory of the command,
        by {gigabytes(growth["bytes_held"] + line + making)} for jobs, records, verdicts and the manifest; files that
        are read in one piece, the manifest with {gigabytes(manifest)} and `sweep.csv` with {gigabytes(line)}; and a
        folder of a million folders, one a point.

        A grid may have {MILLION:,} points, no more. Without notebooks, the flow model over an array takes
        {lasting(vectorised)} for a million points, and every verdict {lasting(judged)} on one core.
    """
    return table(heading, rows) + "\n" + paragraphs(told)


def paragraphs(text: str) -> str:
    """The text with its lines filled, whatever the figures in them are."""
    lines = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return "\n\n".join(fill(line, WIDTH, subsequent_indent="  " * line.startswith("* ")) for line in lines) + "\n"


def gigabytes(each: float) -> str:
    """What a million of something take."""
    return f"{MILLION * each / GB:,.1f} GB"


def lasting(each: float) -> str:
    """How long a million of something takes, in the unit that suits."""
    seconds = each * MILLION
    units = [(DAY, "days"), (HOUR, "hours"), (60, "minutes"), (1, "s"), (1e-3, "ms")]
    length, unit = next(((length, unit) for length, unit in units if seconds >= 2 * length), units[-1])
    many = seconds / length
    return f"{many:,.{int(many < 10)}f} {unit}"


def of_picture(found: Found) -> str:
    return f"![{in_words(found)}]({PICTURE.name})\n"


def in_words(found: Found) -> str:
    """What the picture shows, for those who do not see it."""
    seconds = whole(found["full_suite"], "runs")
    ways = "; ".join(f"{name}, {all_of_it:,.1f} s" for name, all_of_it in seconds.items())
    rows = found["growth"]["sweeps"]
    grown = "; ".join(
        f"{row['runs']:,} runs, {row['seconds'] / row['runs']:.2f} s each, {row['all_mib']:.0f} MiB" for row in rows
    )
    return f"Seconds for the whole suite: {ways}. A small notebook at ever more points: {grown}."


SECTIONS: dict[str, tuple[Callable[[Found], str], set[str]]] = {
    "targets": (of_targets, set()),
    "picture": (of_picture, {"full_suite", "growth"}),
    "full_suite": (of_suite, {"full_suite"}),
    "at_a_time": (of_counts, {"at_a_time"}),
    "with_nbval": (of_nbval, {"with_nbval"}),
    "memory": (of_memory, {"memory"}),
    "mutations": (of_mutations, {"mutations"}),
    "book_build": (of_book, {"book_build"}),
    "grading": (of_grading, {"grading"}),
    "growth": (of_growth, {"growth"}),
    "import_cost": (of_imports, {"import_cost"}),
    "million": (of_a_million, {"full_suite", "growth"}),
}


def filled(text: str, found: Found) -> str:
    """The README with every section written anew; one whose results are not there says so."""

    def section(match: re.Match) -> str:
        write, needed = SECTIONS[match["name"]]
        return match[1] + (write(found) if needed <= found.keys() else MISSING) + match[3]

    return BETWEEN.sub(section, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    parser.add_argument("--readme", type=Path, default=README, metavar="FILE", help="the picture goes beside it")
    asked = parser.parse_args()
    found = read(asked.results)
    files.write_if_changed(asked.readme, filled(asked.readme.read_text(encoding="utf-8"), found))
    if SECTIONS["picture"][1] <= found.keys():
        files.write_if_changed(
            asked.readme.with_name(PICTURE.name),
            picture.drawn(whole(found["full_suite"], "runs"), found["growth"]["sweeps"], in_words(found)),
        )
    print(of_targets(found), end="")


if __name__ == "__main__":
    main()
