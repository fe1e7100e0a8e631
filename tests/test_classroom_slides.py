"""The decks in a real browser without network, from a folder: they start, go on, fit, and ask for nothing else."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from steppe.classroom import editions, exercises, slides
from steppe.suite.house import House

CHAPTERS = House().chapters()
NAMES = [chapter.stem for chapter in CHAPTERS]
WIDTH, HEIGHT, LEAST = 1280, 720, 0.75  # pixels; of the size of type
REVEAL = {  # as `npm pack reveal.js@5.2.1` has them
    "dist/reveal.js": "46538b52db48724192f59bf46f5e851a18e302777c46f4a34c32709d010d6a29",
    "dist/reveal.css": "68f915a11ebf7203c0446576b7e952ff61c5dd02134a8a226ffaf62ed42136d2",
}
SLIDE = """() => {
    const slide = Reveal.getCurrentSlide();
    const images = [...slide.querySelectorAll("img")];
    return {
        at: Reveal.getSlidePastCount(), text: slide.innerText.trim(), size: parseFloat(slide.style.fontSize || 1),
        height: slide.scrollHeight, width: slide.scrollWidth, room: document.querySelector(".reveal").clientHeight,
        hints: slide.querySelectorAll(".fragment").length, seen: slide.querySelectorAll(".fragment.visible").length,
        images: images.every((image) => image.complete && image.naturalWidth > 0),
    };
}"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("slides") / "classroom"
    editions.build(House(), out)
    return out / "slides"


@pytest.fixture(scope="module")
def walked(browser, decks):
    """A function that says what a deck shows, step by step."""
    return cache(lambda name: shown(browser, decks / f"{name}.html"))


def shown(browser, deck: Path) -> tuple[list[dict], list[str]]:
    """What each press of the space bar shows, from the first slide to the last, and all that went wrong."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    page, wrong = context.new_page(), []
    page.on("request", lambda request: wrong.append(request.url) if not is_beside(request.url, deck) else None)
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(deck.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    steps = [page.evaluate(SLIDE)]
    while not page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
        page.keyboard.press("Space")
        steps.append(page.evaluate(SLIDE))
        assert steps[-1] != steps[-2], "the deck does not go on"
    context.close()
    return steps, wrong


def is_beside(url: str, deck: Path) -> bool:
    return url.startswith(("data:", deck.parent.as_uri()))


@pytest.mark.parametrize("name", NAMES)
def test_a_deck_starts_and_goes_on_to_its_end_without_network_and_asks_for_nothing_else(walked, name):
    steps, wrong = walked(name)
    assert wrong == []
    assert len({step["at"] for step in steps}) == steps[-1]["at"] + 1 > 20
    assert all(step["text"] and step["images"] and step["room"] == HEIGHT for step in steps)
    sizes = [(step["height"], step["width"], step["size"]) for step in steps]
    assert [size for size in sizes if size[0] > HEIGHT or size[1] > WIDTH or size[2] < LEAST - 0.001] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_deck_has_each_exercise_on_a_slide_whose_hint_comes_on_request(walked, name):
    steps, _ = walked(name)
    own = list(exercises.of_chapter(House().notebooks / f"{name}.ipynb"))
    asked = [step for step in steps if step["hints"]]
    assert [(step["hints"], step["seen"]) for step in asked] == [(1, 0), (1, 1)] * len(own)
    for exercise, step in zip(own, asked[::2], strict=True):
        assert f"Exercise {exercise.id} · {exercise.kind}" in step["text"]


def test_reveal_is_the_one_of_its_registry_with_its_licence_and_lies_beside_the_decks(decks):
    for name, digest in REVEAL.items():
        assert sha256((decks / "reveal" / name).read_bytes()).hexdigest() == digest
        assert (slides.DECK / "reveal" / name).read_bytes() == (decks / "reveal" / name).read_bytes()
    assert "Copyright (C) 2011-2024 Hakim El Hattab" in (decks / "reveal" / "LICENSE").read_text(encoding="utf-8")
