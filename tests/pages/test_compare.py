"""Compare: what is more than chance, whether it is fair, and what an address may ask for."""

import re
import shutil
from collections.abc import Iterable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.declared import add_event
from data.store import open_store
from metrics.metric import Status
from pages.parts import usual
from tests.pages.conftest import HOSTILE, PEOPLE, small_table
from tests.pages.test_pages import visit as open_page
from tests.pages.test_pages import words

ARABIC = "مجتمع الممارسة"
LONG = "🌱 a long name " * 16


def unanswered(quarters: int = 2) -> str:
    """Return a table of questions that hardly anybody answers."""
    lines = ["author,time,text,id,reply_to"]
    for number in range(42 * quarters):
        month, day = 1 + number // 14, 1 + number % 14 * 2
        when = f"2026-{month:02}-{day:02}"
        lines.append(f"{PEOPLE[number % 12]},{when} 08:00,Who knows the new form?,q{number},")
        if number % 6 == 0:
            other = PEOPLE[(number * 5 + 1) % 12]
            lines.append(f"{other},{when} 09:00,Ask the desk.,a{number},q{number}")
    return "\n".join(lines)


@pytest.fixture
def communities(database, measured_once):
    """Return a function that puts communities into the database: a copy, which may be changed."""

    def put(**tables: str):
        shutil.copyfile(measured_once(tables), database)
        return open_store(database)

    return put


NAMES = [ARABIC, LONG + "north", LONG + "south", "four", "five", "six", "seven"]
SEVEN = dict.fromkeys(NAMES, small_table())
THREE = {"guild": small_table(), "desk": unanswered(), HOSTILE: small_table()}


@pytest.fixture
def three(communities):
    """Put three communities into the database; one answers, one does not, one looks dangerous."""
    communities(**THREE).close()


@pytest.fixture(scope="module")
def alike(look, measured_once) -> AppTest:
    """Return the page with two of the three that hold the same."""
    return look(visit, "compare", measured_once(THREE), communities=["guild", HOSTILE])


@pytest.fixture(scope="module")
def all_three(look, measured_once) -> AppTest:
    """Return the page with all of the three."""
    return look(visit, "compare", measured_once(THREE), communities=["desk", "guild", HOSTILE])


def visit(
    app: AppTest,
    page: str,
    per: str = "",
    opened: Iterable[str] = (),
    **address: str | list[str],
) -> AppTest:
    """Open a page by its address, and choose how long a period is as a visitor does.

    What is folded away under the keys ``opened`` is open.
    """
    for key in opened:
        app.session_state[key] = True
    open_page(app, page, **address)
    if per:
        app.segmented_control(key="per").set_value(per).run()
        assert not app.exception, app.exception
    return app


def compared(app: AppTest, *names: str, **address: str) -> AppTest:
    """Open the page for some communities."""
    return visit(app, "compare", communities=list(names), **address)


def markdown(app: AppTest) -> str:
    """Return what stands on the page as markdown."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info")
    return "\n".join(one.value for kind in kinds for one in getattr(app, kind))


def test_without_data_leads_to_add_data(app):
    visit(app, "compare", example="false")
    assert app.title[0].value.endswith("?")
    assert not app.get("plotly_chart")


def test_the_first_sentence_counts_what_is_more_than_chance(three, app):
    compared(app, "guild", "desk", period="Q1 2026")
    number, of, *_ = app.title[0].value.split(maxsplit=2)
    assert (int(number) > 0, of) == (True, "of")
    assert app.title[0].value.endswith("more than chance")
    said = words(app)
    assert "one in twenty" in said
    assert "The clearest is" in said
    assert "Answered within a day" in said
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


def test_the_example_begins_with_two_of_which_there_is_much_to_say(app):
    visit(app, "compare")
    judged = re.search(r"of (\d+) differences", app.title[0].value)
    assert int(judged[1]) >= 6


def measures(**given: str) -> pd.DataFrame:
    """Return published measures; A1="rd" gives A reciprocity and depth in the first quarter."""
    names = {"r": "reciprocity", "d": "dialogue_depth", "a": "answered"}
    rows = [
        {
            "community": key[0],
            "period": pd.Timestamp(f"2026-{3 * int(key[1]) - 2:02}-01"),
            "metric": metric,
            "status": Status.MEASURED if letter in letters else Status.TOO_FEW,
        }
        for key, letters in given.items()
        for letter, metric in names.items()
    ]
    return pd.DataFrame(rows)


def known(**kinds: str) -> pd.DataFrame:
    """Return communities of some kinds, all from one platform."""
    return pd.DataFrame(
        [
            {"name": name, "kind": kind, "platform": "slack", "replies": "known"}
            for name, kind in kinds.items()
        ]
    )


def test_begins_with_those_that_are_alive_in_the_latest_period():
    """A had most of all, but fell silent; B and C can still be compared."""
    rows = measures(A1="rda", B1="rd", C1="rd", A2="rda", B2="rd", C2="r", A3="", B3="rd", C3="rd")
    assert usual.pair(known(A="help", B="help", C="help"), [rows]) == ["B", "C"]


def test_a_last_period_of_two_days_does_not_count():
    rows = measures(A1="rda", B1="rda", C1="r", A2="", B2="r", C2="r")
    assert usual.pair(known(A="help", B="help", C="help"), [rows]) == ["B", "A"]
    sides = [rows[rows["community"] == name] for name in "AB"]
    assert usual.period(sides) == pd.Timestamp("2026-01-01")


def test_among_equals_begins_with_those_that_are_alike():
    rows = measures(A1="rd", B1="rd", C1="rd")
    assert usual.pair(known(A="help", B="board", C="help"), [rows]) == ["A", "C"]


def test_looks_at_longer_periods_where_short_ones_have_nothing_in_common():
    short, long = measures(A1="rd", B2="rd", C3="rda"), measures(A1="rd", B1="rd", C1="")
    assert usual.pair(known(A="help", B="help", C="help"), [short, long]) == ["A", "B"]
    assert usual.pair(known(A="help", B="help"), [short, short]) == ["A", "B"]


def test_equals_differ_by_chance_only(alike):
    assert alike.title[0].value.startswith("None of ")
    assert "may be luck" in markdown(alike)


def test_what_cannot_be_compared_says_why(three, app):
    compared(app, "guild", "desk")
    said = markdown(app)
    assert "What cannot be compared" in said
    assert "members unknown: this export has no member list" in said


def test_both_tables_can_be_downloaded(look, measured_once):
    tables, both = ("table of differences", "table over time"), ["guild", HOSTILE]
    app = look(visit, "compare", measured_once(THREE), communities=both, opened=tables)
    keys = [button.proto.id for button in app.get("download_button")]
    assert [key.rsplit("-", 1)[-1] for key in keys] == [
        "csv comparison",
        "csv comparison by quarter",
    ]


def test_from_quarters_to_years_stays_in_the_same_year(three, app):
    compared(app, "guild", "desk", period="Q1 2026")
    app.segmented_control(key="per").set_value("year").run()
    assert app.caption[0].value.endswith("· 2026")
    assert "differences in main figures are more than chance" in app.title[0].value


def test_a_switch_of_language_keeps_what_was_chosen(three, app):
    compared(app, "desk", "guild", per="month")
    app.selectbox(key="period").set_value(pd.Timestamp("2026-03-01")).run()
    assert app.caption[0].value.endswith("March 2026")
    app.session_state["lang"] = "nl"
    app.run()
    assert not app.exception
    assert app.multiselect[0].value == ["desk", "guild"]
    assert app.caption[0].value.endswith("Maart 2026")
    assert not app.info


def test_a_switch_of_language_keeps_the_periods_of_one_over_time(three, app):
    visit(app, "compare", per="month", compare="One over time", community="guild")
    app.selectbox(key="before").set_value(pd.Timestamp("2026-02-01")).run()
    app.session_state["lang"] = "nl"
    app.run()
    assert not app.exception
    assert "februari 2026" in app.caption[0].value
    assert not app.info


def test_three_are_each_held_against_the_first(all_three):
    said = markdown(all_three)
    assert "against" in all_three.caption[0].value
    assert "Each is held against **\u2068desk\u2069**" in said
    assert "from **\u2068desk\u2069** by more than chance" in said
    assert all_three.selectbox(key="measure").options


def test_shows_no_member_and_no_markdown_of_members(all_three):
    shown = words(all_three)
    assert not [person for person in PEOPLE if person.split("@")[0] in shown]
    assert "![x](" not in markdown(all_three)
    assert "http://" not in markdown(all_three)
    figures = "\n".join(chart.proto.spec for chart in all_three.get("plotly_chart"))
    assert "…<b>" not in figures
    assert "…\\u003cb" not in figures


@pytest.mark.parametrize("mode", ["Communities", "One over time"])
def test_every_length_of_period(three, app, mode):
    compared(app, "guild", "desk", compare=mode, community="guild")
    titles = {}
    for per in ("month", "year", "all", "quarter"):
        app.segmented_control(key="per").set_value(per).run()
        assert not app.exception, (per, app.exception)
        assert app.segmented_control(key="per").value == per
        titles[per] = app.title[0].value
    assert all(titles.values()), titles
    assert (titles["all"] == "The whole time is only one period") == (mode == "One over time")


def test_one_over_time(three, app):
    address = {"community": "guild", "before": "Q1 2026", "after": "Q2 2026"}
    visit(app, "compare", compare="One over time", **address)
    assert (
        app.caption[0].value == "\u2068guild\u2069 · \u2068Q2 2026\u2069 after \u2068Q1 2026\u2069"
    )
    assert app.title[0].value.startswith(("None of", "1 of", "2 of", "3 of"))


def test_the_same_period_twice_is_refused_in_words(three, app):
    address = {"community": "guild", "before": "Q1 2026", "after": "Q1 2026"}
    visit(app, "compare", compare="One over time", **address)
    assert app.title[0].value == "A period cannot be compared with itself"


def test_an_event_is_marked_and_named(communities, app):
    store = communities(guild=small_table())
    add_event(store, date(2026, 4, 10), "**A second** host joined", ["guild"])
    store.close()
    visit(app, "compare", community="guild")
    said = markdown(app)
    assert "host joined, 10 April 2026" in said
    assert "**A second**" not in said
    assert "a hint, not a cause" in said


def test_before_and_after_is_held_against_those_without_the_event(communities, app):
    store = communities(guild=small_table(), desk=small_table())
    add_event(store, date(2026, 4, 1), "**A second** host joined", ["guild"])
    store.close()
    visit(app, "compare", compare="One over time", community="guild")
    assert not app.exception
    assert "No sign that “\u2068\\*\\*A second\\*\\* host joined\u2069”" in app.title[0].value
    assert "Held against \u2068desk\u2069, where it did not happen." in markdown(app)
    assert any("lies beyond that elsewhere" in chart.proto.alt for chart in app.get("plotly_chart"))


def test_where_it_happened_everywhere_nobody_can_tell_it_from_the_rest(communities, app):
    store = communities(guild=small_table(), desk=small_table())
    add_event(store, date(2026, 4, 1), "A new year", [])
    store.close()
    visit(app, "compare", compare="One over time", community="guild")
    assert "Nobody can tell" in markdown(app)


def test_one_community_is_compared_over_time(communities, app):
    communities(guild=small_table()).close()
    visit(app, "compare")
    assert not app.multiselect
    assert app.selectbox(key="before").value != app.selectbox(key="after").value


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            {"communities": ["guild", "nowhere"]},
            "There is no community “\u2068nowhere\u2069” here.",
        ),
        ({"communities": ["nowhere"]}, "There is no community “\u2068nowhere\u2069” here."),
        ({"period": "Q9 1999"}, "There is no period “\u2068Q9 1999\u2069” here."),
        ({"compare": "Sideways"}, "There is no way to compare “\u2068Sideways\u2069” here."),
        (
            {"compare": "One over time", "before": "Q9 1999"},
            "There is no period “\u2068Q9 1999\u2069” here.",
        ),
    ],
)
def test_unknown_address_falls_back_with_a_sentence(three, app, address, said):
    visit(app, "compare", **address)
    assert said in app.info[0].value
    assert app.title[0].value


def test_a_hostile_address_is_text(three, app):
    visit(app, "compare", communities=["![x](http://other.host/p.png)", "guild"])
    assert "![x](" not in app.info[0].value
    assert app.title[0].value == "A comparison needs two"


def test_long_and_foreign_names_and_more_than_six(communities, app):
    communities(**SEVEN).close()
    compared(app, *SEVEN)
    assert len(app.multiselect[0].value) <= 6


def test_names_that_differ_at_their_ends_stay_apart(communities, app):
    communities(**SEVEN).close()
    compared(app, LONG + "north", LONG + "south")
    north, south = app.caption[0].value.split(" · ")[0].split(" and ")
    assert north != south


def test_fairness_warns_and_does_not_refuse(communities, app):
    communities(guild=small_table(), desk="\n".join(unanswered().splitlines()[:40])).close()
    compared(app, "guild", "desk", per="all")
    said = markdown(app)
    assert "**Compare with care.**" in said
    assert "three times the posts" in said
    assert "differences" in app.title[0].value or "difference" in said


def test_like_with_like_is_called_fair(three, app):
    compared(app, "guild", HOSTILE, per="all")
    assert "Fair as far as is known" in markdown(app)


CARE = {"compare": "One over time", "community": "Customer care team"}


def test_whether_a_change_helped_is_the_first_thing_said(look):
    """We changed something in October. Did it help? Nothing has to be opened or chosen."""
    app = look(visit, "compare", **CARE)
    found = re.fullmatch(
        r"“\u2068A weekly round of open questions\u2069” may have helped: (\d+) of (\d+) main "
        r"figures did better than elsewhere",
        app.title[0].value,
    )
    assert int(found[1]) >= 4
    said = markdown(app)
    assert "Before: four quarters, Q4 2024 to Q3 2025. After: four quarters" in said
    assert "**Better than elsewhere**" in said
    assert "**Answered within a day**: from " in said
    first = app.get("plotly_chart")[0].proto.alt
    assert first.startswith("How far each change lies beyond that elsewhere")


def test_the_community_whose_own_host_left_is_not_what_another_is_held_against(look):
    held = markdown(look(visit, "compare", **CARE)).partition("Held against five communities")[2]
    assert "Maintenance practice" in held.partition("An event")[0]
    assert "guild" not in held.partition("An event")[0]


def test_two_periods_are_counted_in_words_of_their_own(look):
    """Overview counts other figures over other communities: both say what they count."""
    app = look(visit, "compare", **CARE)
    counted = [
        one.value for one in app.header if "main figures changed by more than chance" in one.value
    ]
    assert len(counted) == 1
    assert counted[0].startswith("\u2068Q3 2026\u2069 after \u2068Q2 2026\u2069: none of ")
    assert "Counted is this one community in these two periods" in markdown(app)
    overview = markdown(look(visit, "overview"))
    assert "those of all communities here together" in overview
    assert "Compare counts one community by itself" in overview


def test_an_event_that_happened_everywhere_can_be_chosen_and_is_not_told_from_the_rest(app):
    visit(app, "compare", **CARE, event="Two depots became one (5 January 2026)")
    assert app.title[0].value.startswith("Nobody can tell “\u2068Two depots became one\u2069”")
    assert app.selectbox(key="event").value[1] == "Two depots became one"


def test_an_unknown_event_is_said_and_replaced(app):
    visit(app, "compare", **CARE, event="A flood (1 May 1999)")
    assert "There is no event “A flood" in app.info[0].value
    assert "weekly round" in app.title[0].value


def test_an_event_without_a_whole_period_after_it_cannot_be_judged(communities, app):
    store = communities(guild=small_table(), desk=small_table())
    add_event(store, date(2026, 5, 10), "A second host", ["guild"])
    store.close()
    visit(app, "compare", compare="One over time", community="guild")
    assert app.title[0].value == "Whether “\u2068A second host\u2069” helped cannot be told"
    assert "Months, chosen above, may have one" in markdown(app)


def test_what_says_almost_the_same_is_folded_under_its_main_figure(look):
    both = ["Maintenance practice", "Winning offers"]
    app = look(visit, "compare", communities=both, opened=["fold related"])
    labels = [one.label for one in app.expander]
    (related,) = [one for one in labels if "almost the same" in one]
    assert "beyond best practices" in related
    outside = [chart.proto.alt for chart in app.get("plotly_chart")]
    shares = next(alt for alt in outside if alt.startswith("Differences between"))
    assert "Back and forth:" in shares and "Answered within a week:" not in shares
    assert any("Answered within a week:" in alt for alt in outside)
