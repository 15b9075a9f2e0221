"""Bounds are settled on the page Settings, and everything that rests on them follows."""

import pytest
from streamlit.testing.v1 import AppTest

from data import published
from data.declared import describe
from data.store import Store
from metrics import metric_named
from metrics.own_bounds import in_force, settle, settled
from metrics.publish import publish
from pages.parts import language, need, session, whole
from pages.parts.measures import by_community
from pages.parts.reading import Reading
from tests.pages.test_pages import visit, words
from tests.pages.test_settings import press

DEPTH = metric_named("dialogue_depth")


def fields(app: AppTest, figure: str = "dialogue_depth", **bounds: float | None) -> AppTest:
    """Choose a figure on the page Settings and write into its fields: ``Watch_below=5``."""
    app.selectbox(key="bounds of").set_value(figure).run()
    for side, bound in bounds.items():
        label = side.replace("_", " ")
        next(one for one in app.number_input if one.label.startswith(label)).set_value(bound)
    app.run()
    assert not app.exception, app.exception
    return app


def button(app: AppTest, label: str):
    return next((one for one in app.button if one.label == label), None)


def bounds_table(app: AppTest):
    return next(one.value for one in app.table if "Your own" in one.value).set_index("Figure")


def marks(app: AppTest) -> list[str]:
    """Return what the first page of a community says of it, and its charts."""
    said = [one.value for kind in ("title", "subheader", "caption") for one in getattr(app, kind)]
    return [*said, *(chart.proto.spec for chart in app.get("plotly_chart"))]


@pytest.fixture
def helping(filled):
    """Make the guild a help channel, and measure it as one."""
    store = Store(filled)
    describe(store, "guild", kind="help")
    publish(store)
    store.close()


def test_the_kind_of_most_communities_comes_first_with_its_starting_values(helping, app):
    visit(app, "settings")
    assert app.selectbox(key="bounds in").value == "help"
    shown = bounds_table(app)
    answered = shown.loc["Answered within a day"].str.replace("\u202f", " ")
    assert list(answered) == [
        "higher",
        "at risk below 40 % and watch below 70 %",
        "–",
    ]
    assert "starting values and not science" in words(app)
    assert button(app, "Settle these bounds").disabled


def test_what_is_settled_is_told_before_and_followed_by_every_page(helping, app):
    visit(app, "settings")
    fields(app, At_risk_below=4, Watch_below=5)
    assert "2 of 2 statuses by quarter change, in 1 of 1 communities: 2 from “healthy” to" in (
        words(app)
    )
    press(app, "Settle these bounds")
    assert "The bounds are settled" in app.success[0].value
    own = bounds_table(app).loc["Dialogue depth", "Your own"]
    assert own.startswith("at risk below 4") and "watch above 8" in own
    assert list(bounds_table(app)["Your own"]).count("–") == len(bounds_table(app)) - 1

    visit(app, "community", community="guild")
    said = words(app)
    assert "At risk: the whole interval lies beyond the bound. Bounds: at risk below 4" in said
    drawn = next(
        one.proto.spec for one in app.get("plotly_chart") if "watch below" in one.proto.spec
    )
    assert "at risk below" in drawn
    visit(app, "about")
    assert "Help channel: at risk below 4" in words(app)
    assert "(your organisation’s own)" in words(app)
    assert "What is not marked as your own is a starting value; none of it is science." in words(
        app
    )

    visit(app, "settings")
    fields(app)
    press(app, "Back to its starting values")
    assert list(bounds_table(app)["Your own"].unique()) == ["–"]
    visit(app, "community", community="guild")
    assert "At risk: the whole interval" not in words(app)


@pytest.mark.parametrize(
    ("figure", "bounds", "said"),
    [
        (
            "dialogue_depth",
            {"At_risk_below": 3, "Watch_below": 2},
            "“at risk below” (3) has to lie",
        ),
        ("dialogue_depth", {"Watch_below": -1, "At_risk_below": None}, "is never less than 0"),
        ("answered", {"Watch_below": 140}, "140 % is no bound of it"),
        ("answered", {"Watch_below": None}, "Say where “watch below” begins, too"),
    ],
)
def test_what_cannot_be_a_bound_is_said_and_nothing_is_settled(filled, app, figure, bounds, said):
    visit(app, "settings")
    fields(app, figure, **bounds)
    assert said in app.error[0].value.replace("\\", "").replace("\u2060", "")
    assert button(app, "Settle these bounds").disabled
    assert not in_force(session.store()).own


def test_a_figure_can_be_left_unjudged(filled, app):
    visit(app, "settings")
    fields(app, At_risk_below=None, Watch_below=None, Watch_above=None)
    press(app, "Settle these bounds")
    assert bounds_table(app).loc["Dialogue depth", "Your own"] == "not judged"
    rows = in_force(session.store()).beside(published.measures(session.store(), "quarter"))
    guild = by_community(rows)["guild"]
    with language.speaking("en"):
        means = Reading(DEPTH, guild.of(DEPTH), guild.periods[-1], "quarter").means
    assert means.endswith("your organisation settled that it is not judged.")
    press(app, "For every kind")
    assert not in_force(session.store()).own


def test_without_data_bounds_can_be_settled_and_the_example_stays_as_it_is(app):
    visit(app, "community", community="Customer care team")
    before = marks(app)
    visit(app, "settings")
    fields(app, At_risk_below=4, Watch_below=5)
    assert "No community of this kind has a figure by quarter yet" in words(app)
    press(app, "Settle these bounds")
    assert in_force(session.store()).of("dialogue_depth").watch_below == 5
    visit(app, "community", community="Customer care team")
    assert marks(app) == before


def test_who_looks_while_bounds_are_settled_elsewhere_sees_them(filled, app):
    visit(app, "overview")
    assert "ialogue is thin" not in words(app)
    settle(session.store(), DEPTH, None, settled(DEPTH, risk_below=4, watch_below=5))
    app.run()
    assert "ialogue is thin" in words(app)


def test_the_overview_says_whose_the_bounds_are(filled):
    store = Store(filled)

    def said() -> str:
        measures = in_force(store).beside(published.measures(store, "quarter"))
        with language.speaking("en"):
            return whole._whose(
                need.found(published.communities(store), by_community(measures), "quarter")
            )

    assert said() == "The bounds are starting values, not science."
    settle(store, DEPTH, None, settled(DEPTH, risk_below=4, watch_below=5))
    assert said().startswith("Some bounds are your organisation’s own")
    store.close()
