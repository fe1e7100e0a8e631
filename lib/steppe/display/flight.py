"""Sentences on the call-up and the flight from it, each as far as was public."""

from __future__ import annotations

from math import isfinite

from steppe.case import Case
from steppe.claims import ESSAY_DATE
from steppe.display.callup import callup, force, heard, less_kazakh_exits, spanned, tolerated
from steppe.display.pairs import chance, everybody, men, pairs, says
from steppe.display.places import compared, per_day
from steppe.display.say import Sentence, say
from steppe.facts import Slot
from steppe.quantity import Quantity

RUSSIANS = ("russian_citizens", "kazakhstan")


def under_way(case: Case) -> Sentence:
    """What had been called up in mid-October, by the official count and by the earliest estimate."""
    counts, guesses = callup(case, "interim"), sorted(callup(case, "estimated"), key=lambda s: s.period.end)
    if not (counts and guesses):
        return say("No count on the way beside an estimate by others was public by {day}.", day=case.view.as_of)
    counted, guessed = counts[0], guesses[0]
    return say(
        "Called up by {on}: {counted}, in the words of the {who}. An estimate up to {then} has {guessed}, which is "
        "{times} times as many. To count as roughly right, an estimate would have to be {most:high} or less.",
        on=counted.period.end, counted=counted, who=counted.said_by, then=guessed.period.end, guessed=guessed,
        times=guessed.figure / counted.figure,
        most=tolerated(case.essay("callup announced"), case.scenario.tolerance_flat)[-1],
    )


def less_exits(case: Case) -> Sentence:
    """The sums of the first week without the exits counted in Kazakhstan, beside the force."""
    rest, against = less_kazakh_exits(case), spanned(force(case))
    if not rest:
        nothing = "No sum of entries with a count of exits to set against it was public by {day}."
        return say(nothing, day=case.view.as_of)
    return say(
        "The sums of the first week, less only what was counted as exits from Kazakhstan in its days: {rest:range}, "
        'reading "more than" as exact. That is {word} there were in the force ({against:range}).',
        rest=rest, against=against, word=compared(rest, against),
    )


def stopped(case: Case) -> Sentence:
    """Those stopped outside the checkpoints, beside an average day at the checkpoints."""
    caught = heard(case, Slot("detentions", "count", *RUSSIANS))
    entered = heard(case, Slot("border_crossings", "entries", *RUSSIANS, "2022-09-21/2022-09-27", 7))
    if not (caught and entered):
        return say("No count of those stopped outside the checkpoints was public by {day}.", day=case.view.as_of)
    return say(
        "Stopped outside the checkpoints of Kazakhstan on {on}: {stopped}. Counted at the checkpoints: {daily} on an "
        "average day of that week.",
        on=caught[0].period.text, stopped=caught[0], daily=per_day(entered[0]),
    )


def tally(case: Case) -> Sentence:
    """How many pairs say more, how many fewer, and how many cannot be told, for everybody and for men."""
    needed, found = case.scenario.probability_needed, [pairs(case, people(case)) for people in (everybody, men)]
    counts = [len(says(each, needed, word)) for each in found for word in ("holds", "contradicted", "open")]
    values = dict(zip(("yes", "no", "open", "men_yes", "men_no", "men_open"), counts, strict=True))
    return say(
        "Everybody: {n} pairs; {yes} say more, {no} fewer, {open} cannot be told, and {loose} have a force without an "
        "upper end. Men: {m} pairs; {men_yes} say more, {men_no} fewer, {men_open} cannot be told.",
        **values, n=len(found[0]), m=len(found[1]), loose=sum(not isfinite(pair.force.high) for pair in found[0]),
    )


def how_probable(case: Case) -> Sentence:
    """The probability over all pairs, and without the counts of the force that have no upper end."""
    found = pairs(case, everybody(case))
    return say(
        "Over all pairs the probability is {all:range} for everybody and {men:range} for men. Without the count of the "
        "force that has no upper end it is {bounded:range} for everybody. To hold, a claim needs {asked}.",
        all=chance(found), men=chance(pairs(case, men(case))),
        bounded=chance(pair for pair in found if isfinite(pair.force.high)),
        asked=Quantity.exact(case.scenario.probability_needed, "probability"),
    )


def then_and_now(case: Case) -> Sentence:
    """The probability on what was public when the essay was written and, if later, on the last day of the view."""
    early = Case(case.facts, case.scenario, min(case.view.as_of, ESSAY_DATE))
    template = "On what was public by {day}: {all:range} for everybody, {men:range} for men (figures of men: {m})."
    if case.view.as_of > early.view.as_of:
        template += " On what was public by {last}: {all_now:range} and {men_now:range} (figures of men: {m_now})."
    return say(
        template, day=early.view.as_of, last=case.view.as_of, m=len(men(early)), m_now=len(men(case)),
        all=chance(pairs(early, everybody(early))), men=chance(pairs(early, men(early))),
        all_now=chance(pairs(case, everybody(case))), men_now=chance(pairs(case, men(case))),
    )


def strictness(case: Case) -> Sentence:
    """How much a judge may ask for and still call the comparison true."""
    least = [chance(pairs(case, people(case))) for people in (everybody, men)]
    sure = [p and Quantity.exact(100 * p.low, "percent", p.ids) for p in least]
    return say(
        "The probability is at least: {all} for everybody, {men} for men. A judge who asks for no more than that would "
        "call the comparison true. This one asks for {asked}.",
        all=sure[0], men=sure[1], asked=Quantity.exact(100 * case.scenario.probability_needed, "percent"),
    )
