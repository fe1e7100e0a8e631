"""How many runs at a time serve this machine: the whole suite with `--jobs` from one to three a core."""

from __future__ import annotations

from measure import add_part, chapters, keep, options, python, take_turns
from nbsuite import workers


def main() -> None:
    parser = options(__doc__, rounds=3)
    add_part(parser)
    asked = parser.parse_args()
    paths, cores = chapters(asked.chapters), workers.cores()
    counts = sorted({1, cores, workers.default_count(), 2 * cores, 3 * cores})

    def suite(count: int):
        words = ("--scenario", *asked.scenarios, "--jobs", count, "--out")
        return lambda folder: python("-m", "steppe", "run", *paths, *words, folder / str(count))

    seconds = take_turns({str(count): suite(count) for count in counts}, asked.rounds)
    rows = [{"jobs": count, "seconds": round(seconds[str(count)], 3)} for count in counts]
    keep(asked.results, "at_a_time", asked.rounds, {"default": workers.default_count(), "counts": rows})


if __name__ == "__main__":
    main()
