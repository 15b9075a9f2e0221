"""Every language says all that English says."""

import re
from dataclasses import fields

import pytest
from babel.messages.pofile import read_po

from metrics.metric import Metric
from pages.parts.language import CATALOGUES, ENGLISH, LANGUAGES
from tests.words import DECLARED, gathered

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
VALUES = re.compile(r"\{(\w*)[^{}]*\}")


@pytest.fixture(scope="module")
def spoken():
    return {message.id: message for message in gathered() if message.id}


def translated(code: str) -> dict:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale=code) if message.id}


def forms(text: str | tuple | list) -> tuple:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_in_english(code, spoken):
    known = translated(code)
    missing = [id for id in spoken if id not in known or not all(forms(known[id].string))]
    assert not missing, f"{len(missing)} to be translated in {code}.po, after: make words"


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_kept_that_nobody_says(code, spoken):
    assert not set(translated(code)) - set(spoken)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_holds_the_same_values(code):
    for id, message in translated(code).items():
        wanted = set(VALUES.findall(forms(id)[-1]))
        for form in forms(message.string):
            assert set(VALUES.findall(form)) <= wanted | {"number"}, (id, form)
        assert set(VALUES.findall(forms(message.string)[-1])) == wanted, id


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_waits_for_a_second_look(code):
    assert not [id for id, message in translated(code).items() if message.fuzzy]


def test_every_text_of_a_declaration_is_gathered():
    """A field that nobody gathers stays English in every language."""
    texts = {one.name for one in fields(Metric) if one.type in (str, "str")}
    assert texts - set(DECLARED) == {"name", "evidence", "behind"}
