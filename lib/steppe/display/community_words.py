"""Sentences on the Russian community that say as much as was public: other weeks, later stocks, totals that quarrel."""

from __future__ import annotations

from datetime import date

from steppe.case import WEEK
from steppe.claims import ESSAY_DATE
from steppe.display import dates
from steppe.display.census import others
from steppe.display.community import ONCE, crossings, staying
from steppe.display.flows import RUSSIANS, START
from steppe.display.kept import kept
from steppe.display.places import per_day
from steppe.display.say import Sentence, say
from steppe.display.supposition import WITNESSES
from steppe.display.weeks import STRETCHES, implied_october
from steppe.facts import ESSAY, Period, Slot, Statement
from steppe.quantity import Quantity
from steppe.rule import judge_figure

KAZAKH_COUNTS = "Kazakhstan", RUSSIANS[0]


def by_the_same_sum(case, stated: Quantity) -> Sentence:
    """What the busiest stretch that was over before the call-up would make of the same citizens."""
    before, calm = case["citizens"], {}
    for period in STRETCHES:
        for s in others(case, crossings("entries", *RUSSIANS, period, Period.parse(period).days)):
            if s.period.end < START:
                calm.setdefault(period, per_day(s) * WEEK)
    period, week = max(calm.items(), key=lambda pair: pair[1].value)
    ratio = ONCE + week * staying(case) / before
    return say(
        "The busiest stretch before the call-up with a published count is {period}, with {week:range} entries in an "
        "average week. Added to {before} in the same way they would make {ratio:range} times as many; at that figure "
        "the rule would say: {word}.",
        period=period, week=week, before=before, ratio=ratio,
        word=_word(case, stated, ratio),
    )


def _word(case, stated: Quantity, found: Quantity) -> str:
    return judge_figure(stated.value, found.value, case.scenario.tolerance_hedged)


def by_the_day(case) -> Sentence:
    """How many more were present since the call-up, by every day to which both figures go."""
    since = [row for row in kept(case) if row.period.start == START and (row.place, row.who) == KAZAKH_COUNTS]
    told = ", ".join(f"{{more{n}:range}} by {{day{n}}}" for n in range(len(since)))
    values = {f"more{n}": row.more for n, row in enumerate(since)}
    values |= {f"day{n}": row.period.end for n, row in enumerate(since)}
    return say(
        f"Entries less exits since the call-up, or those said to remain: {told}. The essay took {{came}} for one week.",
        came=case.view.quote("essay_arrivals"), **values,
    )


def at_the_end_of_the_year(case) -> Sentence:
    """Everybody present at the end of 2022 beside those before, and beside the same office's entries and exits.

    Where these fit only if more had been there before the call-up, what the ratio of the essay would then be.
    """
    there = others(case, Slot("citizens_present", "present", *RUSSIANS, "2022-05-01/.."))
    if not there:
        return say("How many were present later had not been published by {day}.", day=case.view.as_of)
    last, before = there[0], case["citizens"]
    grown = [row.more for row in kept(case) if row.period.end == last.period.end and row.period.start == START]
    parts = [
        "Present at the end of {year}, whenever they had come: {there}. That is {times:both} times the {before} "
        "before, {word} than double."
    ]
    values = {"year": f"{last.period.end:%Y}", "there": last, "before": before, "times": last.figure / before}
    values["word"] = "more" if values["times"].value > 2 else "no more"
    if grown:
        parts.append(
            "Since the call-up the same ministry counted {grown} more entries than exits. Both would fit if {earlier} "
            "had been there before it, {gap} besides the {before}."
        )
        earlier, stated = last.figure - grown[0], case.view.quote("essay_ratio").figure
        values |= {"grown": grown[0], "earlier": earlier, "gap": earlier - before}
        ratio = ONCE + case["arrivals"] * staying(case) / earlier
        parts.append(
            "With {earlier} before it, the week as this run has it would make {ratio:both} times as many, and the "
            "word for {ratio} would be: {word_then}."
        )
        values |= {"ratio": ratio, "word_then": _word(case, stated, ratio)}
    return say(" ".join(parts), **values)


def basis(case) -> str:
    """In words, what the arrivals and the citizens before them rest on."""
    s = case.scenario
    passed = {"a weekly figure": s.weekly_arrivals, "a number of citizens": s.citizens_before}
    passed = [what for what, value in passed.items() if value is not None]
    witness = "best" if s.evidence == ESSAY and case.view.as_of < ESSAY_DATE else s.evidence
    evidence = WITNESSES[witness].format(day=dates.in_words(case.view.as_of))
    if not passed:
        return f"On {evidence}"
    own = f"On {' and '.join(passed)} passed by the reader"
    return own if len(passed) > 1 else f"{own} and otherwise on {evidence}"


def quarrels(case) -> Sentence:
    """The totals of the year beside one another, as far as they were public."""
    so_far, parts, values = _totals_of_the_year(case), [], {}
    if len(so_far) > 1:
        first, last = so_far[0], so_far[-1]
        gap = last.figure - first.figure
        since = others(case, crossings("entries", *RUSSIANS, f"{START}/{last.period.end}", 28))
        parts.append(
            "From the start of the year the ministry had counted {first} by {first_day} and {last} by {last_day}, "
            "which is {gap} more" + (", where it gave {since} for nearly the same weeks." if since else ".")
        )
        values |= {"first": first, "first_day": first.period.end, "last": last, "last_day": last.period.end}
        values |= {"gap": gap, "since": since[0] if since else None}
    year = _from_new_year(case, "Kazakh labour minister")
    if year and so_far:
        parts.append(
            "A minister's {said} since the call-up is elsewhere printed as counted since the start of the year; it "
            "would then be {share} of what the ministry had counted by {by}."
        )
        values |= {"said": year[0], "by": so_far[-1].period.end}
        values["share"] = (year[0].figure / so_far[-1].figure).to("percent")
    if october := implied_october(case):
        fall = others(case, crossings("change", *RUSSIANS))[0]
        parts.append("A fall of {fall} on September would leave {october} for all of October.")
        values |= {"fall": -fall.figure, "october": october}
    if not parts:
        return say("By {day} no two totals of the year were public that could quarrel.", day=case.view.as_of)
    return say(" ".join(parts), **values)


def _from_new_year(case, speaker: str) -> list[Statement]:
    year = others(case, crossings("entries", *RUSSIANS, "2022-01-01/2022-11-30", 250))
    return [s for s in year if s.said_by == speaker]


def _totals_of_the_year(case) -> list[Statement]:
    return sorted(_from_new_year(case, "Kazakh Interior Ministry"), key=lambda s: s.period.end)


def who_remained(case) -> Sentence:
    """Men among those who entered, by age, and among those by whom entries exceeded exits; as far as public."""
    month = f"{START}/{date(2022, 10, 19)}"
    everybody, out = (others(case, crossings(m, *RUSSIANS, month, 28)) for m in ("entries", "exits"))
    men, younger = (others(case, crossings("entries", who, "kazakhstan", month)) for who in ("men_18_60", "men_18_45"))
    men_out = others(case, crossings("exits", "men_18_60", "kazakhstan", month))
    if not (everybody and out and men and younger and men_out):
        return say("Who was among them had not been published by {day}.", day=case.view.as_of)
    came, stayed = everybody[0].figure, everybody[0].figure - out[0].figure
    men_stayed = men[0].figure - men_out[0].figure
    return say(
        "Men of call-up age were {men} of those who entered up to {day}, those of eighteen to forty-five alone "
        "{younger} of all who entered. Entries exceeded exits by {stayed}, among men of call-up age by {men_stayed}: "
        "{share} of the surplus.",
        men=(men[0].figure / came).to("percent"), younger=(younger[0].figure / came).to("percent"),
        day=men[0].period.end, stayed=stayed, men_stayed=men_stayed, share=(men_stayed / stayed).to("percent"),
    )
