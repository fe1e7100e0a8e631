"""What was told is quoted as it was told."""

from steppe import facts
from steppe.case import Case
from steppe.display.told import quotes
from steppe.scenario import Scenario

FACTS = facts.load()
CASE = Case(FACTS, Scenario())


def test_quoting_names_who_said_it_and_when_and_keeps_the_wording():
    words = str(quotes(CASE, [FACTS.statements[id] for id in ("fled_bloomberg_200k", "fled_uk_mod_statement")]))
    assert "Bloomberg, 29 September 2022: at least 200,000. " in words
    assert "British Ministry of Defence, 29 September 2022: Those who left" in words


def test_a_page_without_a_date_says_so():
    assert str(quotes(CASE, [FACTS.statements["sovereign_limits"]])).startswith("Sovereign Limits, undated: ")


def test_where_nobody_spoke_there_is_nothing_to_quote():
    assert str(quotes(CASE, [])).startswith("Nothing on this was public by")
