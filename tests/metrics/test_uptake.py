import pytest

from metrics.kinds.reading import read_texts
from metrics.uptake import METRIC

LATER = "zoe +90d: Is anybody still here?"
ASKED = "ana: How do you keep the night shift awake? We lost two people last week."


def read(store):
    read_texts(store, lambda *told: None)
    return store


@pytest.mark.parametrize(
    "said",
    [
        "I tried this on Monday and the crew liked it.",
        "Thanks! We will try that with the new people next week.",
        "Building on your idea, we now walk the route in pairs.",
        "Your tip worked, nobody fell asleep since.",
        "Dank je, dat ga ik eens proberen. Wij hebben jouw idee overgenomen op de afdeling.",
        "Danke, wir haben das auch ausprobiert und es ging mit den neuen Leuten sehr gut.",
        "Merci, nous avons essayé ta méthode avec les nouveaux et cela marche très bien.",
    ],
)
def test_somebody_takes_up_what_another_brought(talk, measured, said):
    store = read(
        talk(f"{ASKED}\n    ben: We walk the route in pairs.\n        ana: {said}\n{LATER}")
    )
    assert measured(store, METRIC)["value"] == 1.0


@pytest.mark.parametrize(
    "said",
    [
        "Thank you, that is a good idea.",
        "We tried for months and gave up.",
        "I will ask the foreman about it.",
        "Have you tried coffee?",
        "They used to sleep in the depot.",
    ],
)
def test_thanks_and_other_trials_are_no_uptake(talk, measured, said):
    store = read(
        talk(f"{ASKED}\n    ben: We walk the route in pairs.\n        ana: {said}\n{LATER}")
    )
    assert measured(store, METRIC)["value"] == 0.0


def test_what_stands_in_the_opening_takes_nothing_up(talk, measured):
    opening = "ana: We tried this with the crew and it went well."
    store = read(talk(f"{opening}\n    ben: Good to hear from the night shift.\n{LATER}"))
    assert measured(store, METRIC)["value"] == 0.0


def test_after_four_weeks_it_comes_too_late(talk, measured):
    late = "        ana +40d: We tried this on Monday and the crew liked it."
    store = read(talk(f"{ASKED}\n    ben: We walk the route in pairs.\n{late}\n{LATER}"))
    assert measured(store, METRIC)["value"] == 0.0


def test_unanswered_and_other_languages_do_not_count(talk, measured):
    finnish = "ana: Kuinka te pidätte yövuoron hereillä, kun kaikki ovat niin väsyneitä?"
    store = read(
        talk(f"{finnish}\n    ben: Me kävelemme reitin aina pareittain.\n{ASKED}\n{LATER}")
    )
    assert measured(store, METRIC) == {}


@pytest.mark.parametrize("text", ["$cues$ ; drop table text", "\\", "(" * 400, "i tried " * 2000])
def test_hostile_texts_are_only_text(talk, measured, text):
    store = read(talk(f"{ASKED}\n    ben: {text}\n{LATER}"))
    assert measured(store, METRIC).get("value", 0.0) in (0.0, 1.0)
