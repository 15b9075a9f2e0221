"""What changed since the quarter before: told where it is real, and seldom where it is luck."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from pages.parts import moves
from pages.parts.measures import by_community
from pages.parts.need import Found, One
from pages.parts.turns import Turn
from tests.pages.test_pages import visit, words
from tests.pages.test_turns import NAMES, QUARTERS, published


def looked_at(measures: pd.DataFrame) -> Found:
    every = [
        One(SimpleNamespace(name=name), here, QUARTERS[-1], [], Turn(), [])
        for name, here in by_community(measures).items()
    ]
    return Found("quarter", every, [], None)


def test_a_rise_and_a_fall_are_told_as_better_and_worse():
    shares = {"rises": [0.3] * 7 + [0.7], "falls": [0.7] * 7 + [0.3], "stays": [0.5] * 8}
    found, judged = moves.found_in(looked_at(published(shares, np.random.default_rng(1))))
    assert judged == 6
    assert {(one.community, one.way) for one in found} == {("rises", 1), ("falls", -1)}


def test_only_the_last_step_counts():
    shares = {"fell long ago": [0.8] * 4 + [0.3] * 4}
    found, _judged = moves.found_in(looked_at(published(shares, np.random.default_rng(2))))
    assert not found


def test_of_sixty_that_stay_hardly_any_is_told():
    chance = np.random.default_rng(3)
    told = [
        len(moves.found_in(looked_at(published({name: [0.5] * 8 for name in NAMES}, chance)))[0])
        for _draw in range(20)
    ]
    # At a false discovery rate of 5 % with nothing to find, 1 look in 20 tells anything.
    assert sum(number > 0 for number in told) <= 4


def test_the_page_says_it_and_counts_what_was_looked_at(filled, app):
    visit(app, "overview")
    said = words(app)
    assert "What changed since the quarter before" in said
    assert "by more than chance" in said or "two periods in a row" in said


def test_one_kind_can_be_looked_at(app):
    visit(app, "overview", kind="Practice group")
    shown = {one.value for one in app.subheader}
    assert shown == {"Maintenance practice", "Winning offers", "Facilitators’ guild"}
    assert app.selectbox(key="kind").value == "practice"


def test_a_department_can_be_looked_at(app):
    visit(app, "overview")
    every = app.selectbox(key="department").options
    app.selectbox(key="department").set_value("Customer Care").run()
    assert "All departments" in every
    assert "Customer care team" in {one.value for one in app.subheader}
    assert len(app.subheader) < 7


def test_an_unknown_kind_is_all_of_them(app):
    visit(app, "overview", kind="Nothing")
    assert len(app.subheader) == 7
