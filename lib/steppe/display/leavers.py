"""Who left Russia and who was in Kazakhstan: the figures of surveys and officials, with what they are about."""

from __future__ import annotations

from dataclasses import replace

from steppe.display.template import Filled, phrase
from steppe.facts import Slot, Statement
from steppe.quantity import POINTS, Quantity

WHAT = {
    "degree_share": "hold a degree",
    "it_share_zavadskaya_aug2022": "work in IT",
    "share_under35_okrussians": "are under thirty-five",
    "outrush_left_due_to_mobilisation": "name the call-up",
    "kz_jobs_service_share": "work in services",
}
WHO = {"leavers_first_wave": "Left first", "leavers": "Left at any time", "russian_citizens": "In Kazakhstan"}
ABROAD, HERE = "abroad", "kazakhstan"


def shares(case, place: str) -> list[Statement]:
    """Shares of those who left, as found in one place (ABROAD for all), in per cent, the earliest time first."""
    slots = [Slot(quantity, "share", None, place) for quantity in ("degree_share", "leaver_profile")]
    return sorted((s for slot in slots for s in case.view.all(slot)), key=lambda s: (s.period.end, s.id))


def labelled(case) -> dict[str, Statement]:
    """Every share under a label that says of whom: those who left first, anybody who left, those in Kazakhstan."""
    found = sorted([*shares(case, ABROAD), *shares(case, HERE)], key=lambda s: list(WHO).index(s.who))
    return {f"{WHO[s.who]}: {WHAT.get(s.id) or f'{WHAT[s.quantity]} ({s.said_by})'}": s for s in found}


def degrees(case) -> list[Quantity]:
    """The shares of those who left before the call-up that hold a degree, one for each witness, in per cent."""
    return [q for q, _ in case.figures(Slot("degree_share", "share", None, ABROAD))]


def entries(case, period: str) -> Quantity | None:
    """The best public count of entries of exactly these days; None before any."""
    found = case.view.all(Slot("border_crossings", "entries", "russian_citizens", HERE, period))
    return next((s.figure for s in found if s.period.text == period), None)


def entries_each(came: Quantity | None, sent_back: Quantity | None) -> Quantity | None:
    """Entries for each person sent back; None where one of the two is not public."""
    return came and sent_back and replace(came / sent_back, unit=came.unit)


def figure(case, quantity: str, measure: str, place: str, who: str | None = None) -> Quantity | None:
    """The best public figure of a slot; None before any."""
    found = case.figures(Slot(quantity, measure, who, place))
    return found[0][0] if found else None


def specialists(case) -> dict[str, Quantity | Filled | None]:
    """Computing people who left Russia, and those at work in Kazakhstan, by name for a sentence.

    `times` sets the leavers of 2022 over the Kazakh trade. The share is of the staff of firms and the leavers are
    of a trade, so that the two together make no number of staff.
    """
    left = {s.period.text: s.figure for s in case.view.all(Slot("specialists_left", "exits", None, ABROAD))}
    year, share = left.get("2022-01/2022-12"), figure(case, "specialists_left", "share", ABROAD, "it_specialists")
    trade = figure(case, "labour", "count", HERE, "it_specialists")
    moved = case.view.all(Slot("specialists_left", "share", "developers", ABROAD))
    return {
        "spring": left.get("2022-02-24/2022-03-22"),
        "year": year,
        "share": share,
        "trade": trade,
        "times": year and trade and year / trade,
        "developers": phrase(
            "{share:range} ({when}, so in part before the invasion)",
            share=moved[0].figure, when=moved[0].period.text,
        ) if moved else None,
    }


def firms(case) -> dict[str, Quantity | None]:
    """Firms that meant to move to Kazakhstan and that had moved, by name for a sentence.

    `part` sets those that had moved by March 2024 over the number that meant to; nothing shows that they are
    the same. `active` are the firms with a Russian share of a later year.
    """
    moved = {s.period.text: s.figure for s in case.view.all(Slot("companies_moved", "completed", "companies", HERE))}
    planned, late = figure(case, "companies_moved", "planned", HERE), moved.get("2024-03-05")
    return {
        "planned": planned,
        "already": moved.get("2022-10-19"),
        "early": moved.get("2023-05-29"),
        "late": late,
        "part": planned and late and (late / planned).to("percent"),
        "new": figure(case, "companies_moved", "change", HERE),
        "active": figure(case, "companies_moved", "stock", HERE),
    }


def languages(case) -> dict[str, Statement]:
    """Shares of people in Kazakhstan who understand or speak a language, under labels, the earliest first."""
    found = case.view.all(Slot("language", "share", None, HERE))
    return {
        f"{s.who.replace('_', ' ').capitalize().replace('russian', 'Russian').replace('kazakh', 'Kazakh')}, "
        f"{s.period.text}": s
        for s in sorted(found, key=lambda s: (s.period.end, s.id))
    }


def lead_of_russian(case) -> dict[str, Quantity | None]:
    """By how many points more people understand Russian than Kazakh, in the earlier and the later figures."""
    found = case.view.all(Slot("language", "share", None, HERE))

    def latest(who: str, until: str) -> Quantity | None:
        known = [s for s in found if s.who == who and s.period.text <= until]
        return max(known, key=lambda s: s.period.end).figure if known else None

    leads = {}
    for name, until in (("before", "2017"), ("census", "2021")):
        russian, kazakh = latest("understand_russian", until), latest("understand_kazakh", until)
        leads[name] = russian and kazakh and (russian - kazakh).to(POINTS)
    return leads if leads["before"] != leads["census"] else leads | {"census": None}
