"""Sentences on the call-up and the flight from it, each as far as was public."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from steppe.case import Case, closed
from steppe.claims import ESSAY_DATE
from steppe.display.callup import callup, force, heard, less_kazakh_exits, spanned, tolerated
from steppe.display.pairs import capped, chance, everybody, lowest, men, pairs, says, strength, word
from steppe.display.say import Sentence, say
from steppe.display.template import Filled, phrase
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


def gone(case: Case) -> Filled | None:
    """Those who left in the first fortnight, from the lowest figure to the highest, bounds told as bounds."""
    figures = sorted((q for q, _ in everybody(case)), key=lambda q: closed(q).high)
    if not figures:
        return None
    template = "from {low} to {high}" if len(figures) > 1 else "{low}"
    return phrase(template, low=lowest(everybody(case)), high=figures[-1])


def floor(case: Case) -> Quantity | None:
    """The best figure of the force without an upper end; None where every figure has one."""
    return next((q for q, _ in strength(case) if not isfinite(q.high)), None)


def less_exits(case: Case) -> Sentence:
    """The sums of the first week without the exits counted in Kazakhstan, beside the force."""
    rest, against = less_kazakh_exits(case), spanned(force(case))
    if not rest:
        nothing = "No sum of entries with a count of exits to set against it was public by {day}."
        return say(nothing, day=case.view.as_of)
    return say(
        "The sums of the first week, less only what was counted as exits from Kazakhstan in its days: {rest:range}, "
        'reading "more than" as exact. {beside}; the force is {against:range}.',
        rest=rest, against=against, beside=_ranges_beside(rest, against),
    )


def _ranges_beside(here: Quantity, there: Quantity) -> str:
    if here.low > there.high:
        return "That is more than there were in the force"
    return "That is fewer than there were in the force" if here.high < there.low else "The two ranges meet"


def stopped(case: Case) -> Sentence:
    """The one case of people stopped outside the checkpoints, which is no count for the country."""
    caught = heard(case, Slot("detentions", "count", *RUSSIANS))
    if not caught:
        return say("No report of people stopped outside the checkpoints was public by {day}.", day=case.view.as_of)
    return say(
        "One report names {stopped} stopped outside the checkpoints of one region on {on}. It is a case and not a "
        "count; nothing can be divided by it.",
        on=caught[0].period.text, stopped=caught[0],
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
    found, needed = pairs(case, everybody(case)), case.scenario.probability_needed
    bounded = [pair for pair in found if isfinite(pair.force.high)]
    words = [word(each, needed) for each in (found, bounded)]
    template = (
        "Over all pairs the probability is {all:range} for everybody and {men:range} for men. Without the count of the "
        "force that has no upper end it is {bounded:range} for everybody. To hold, a claim needs {asked}."
    )
    if found:
        template += " The word for everybody alone is: {word}; without that one count: {without}. "
        hangs = words[0] != words[1]
        template += "It hangs on that one open-ended figure." if hangs else "It does not hang on that count."
    return say(
        template, all=chance(found), men=chance(pairs(case, men(case))), bounded=chance(bounded),
        asked=Quantity.exact(needed, "probability"), word=words[0], without=words[1],
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
    sure = [p and replace(p, value=p.low, high=p.low) for p in least]
    return say(
        "The probability is at least: {all} for everybody, {men} for men. A judge who asks for less than that would "
        "call the comparison true. This one asks for {asked}.",
        all=sure[0], men=sure[1], asked=Quantity.exact(case.scenario.probability_needed, "probability"),
    )


def hinge(case: Case) -> Sentence:
    """The figure of the force without an upper end: its weight, and the words were the highest other its ceiling."""
    every, loose = dict(strength(case)), floor(case)
    most = max((q for q in every if isfinite(q.high)), key=lambda q: q.high, default=None)
    if not (loose and most):
        return say("By {day} no ceiling of one figure decides.", day=case.view.as_of)
    spoke, other = (case.statement(q.ids[0]) for q in (loose, most))
    early = Case(case.facts, case.scenario, min(case.view.as_of, ESSAY_DATE))
    template = (
        "Without an upper end: {floor}, from the {who} for {on}; by weight that voice is {part} of the force. The "
        "highest end of all others: {most:high}, from the {other} for {then}. On what was public by {day} the words "
        "are {words}; with that end as the ceiling of that one voice, {capped}."
    )
    if case.view.as_of > early.view.as_of:
        template += " On what was public by {last} they are {words_now}; with that ceiling, {capped_now}."
    return say(
        template, floor=spoke, who=spoke.said_by, on=spoke.period.text,
        part=Quantity.exact(100 * every[loose] / sum(every.values()), "percent", loose.ids),
        most=most, other=other.said_by, then=other.period.text, day=early.view.as_of, last=case.view.as_of,
        words=_words(early), capped=_words(early, most), words_now=_words(case), capped_now=_words(case, most),
    )


def _words(case: Case, ceiling: Quantity | None = None) -> str:
    """The word for everybody and the word for men, as the pairs stand or with a ceiling for the open figure."""
    found = [pairs(case, people(case)) for people in (everybody, men)]
    each = [word(capped(some, ceiling) if ceiling else some, case.scenario.probability_needed) for some in found]
    return "{} for everybody and {} for men".format(*each)
