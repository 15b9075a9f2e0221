"""Many communities: what is said of several alike is said once, and their names stay apart."""

from types import SimpleNamespace

import pandas as pd

from pages.parts import finding, language
from pages.parts.measures import Measures
from pages.parts.need import Found, One
from pages.parts.plain import shortened
from pages.parts.turns import Turn

NOW = pd.Timestamp("2026-07-01")


def one(name: str, fall: str) -> One:
    community = SimpleNamespace(name=name, kind=None)
    return One(
        community, Measures(pd.DataFrame()), NOW, standing=[], warned=[], turn=Turn(fall=fall)
    )


def test_those_that_need_a_look_for_the_same_reason_are_named_together():
    told = [one(name, "answers fell") for name in ("Antwerp", "Breda", "Cork")]
    with language.speaking("en"):
        lead = finding.lead(Found("quarter", [*told, one("Delft", "depth fell")], [], None))
    assert lead == (
        "**Antwerp** needs it most: answers fell. **Breda** and **Cork**: answers fell. "
        "**Delft**: depth fell."
    )


def test_names_that_differ_at_their_ends_stay_apart_on_a_chart():
    names = [f"First-time leaders course {place}" for place in ("Antwerp", "Breda", "Cork")]
    shown = [shortened(name, 26) for name in names]
    assert len(set(shown)) == 3
    assert max(len(name) for name in shown) <= 26
