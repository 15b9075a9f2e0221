"""What the page Community answers unfolded: newcomers, the silent ones, what broke down, force."""

import re
from urllib.parse import parse_qs

from tests.pages.test_pages import visit, words

GUILD, COURSE, PRACTICE = "Facilitators’ guild", "First-time leaders course", "Maintenance practice"


def shown(look, community: str, **address: str) -> str:
    return words(look(visit, "community", community=community, **address))


def test_what_broke_down_stands_in_the_headline_and_first(look):
    app = look(visit, "community", community=GUILD)
    assert app.title[0].value.endswith("but talk is breaking down.")
    said = words(app)
    assert "since then there is too little to tell" in said
    assert "Because: 23 of 100 opening posts are answered within a day (Q1 2026)." in said
    assert app.subheader[0].value.startswith("Answered within a day")


def test_a_quarter_that_answers_next_to_nothing_leads_to_a_year_that_does(look):
    said = shown(look, GUILD)
    told = re.search(
        r"For Q3 2026 the data answer (\d) of 6 questions; for 2026 they answer (\d)", said
    )
    assert int(told[1]) < 3 and int(told[2]) > int(told[1]) + 1
    assert "the data answer" not in shown(look, PRACTICE)


def test_what_happened_leads_to_whether_it_helped(look):
    app = look(visit, "community", community=GUILD)
    links = [link.proto for link in app.get("page_link") if "Did it help?" in link.proto.label]
    asked = [parse_qs(link.query_string)["event"] for link in links]
    assert ["The host took another job (10 October 2025)"] in asked


def test_newcomers_are_answered_for_unfolded(look):
    said = shown(look, COURSE)
    assert "newcomers are answered within two days of their first post" in said
    assert "Half of all newcomers wait longer than" in said
    for giver in ("The host", "Members who were here before", "Other newcomers"):
        assert f"- {giver}: **" in said
    assert "newcomers write again a month later" in said


def test_too_few_newcomers_in_a_quarter_are_told_of_over_a_longer_time(look):
    said = shown(look, PRACTICE)
    assert (
        "newcomers are answered within two days of their first post** :small[:gray[(the whole"
        in said
    )
    assert ":gray[○ Newcomers stay:]" in said


def test_the_grounds_of_a_warning_are_named_with_their_numbers(look):
    said = shown(look, COURSE)
    assert "Q3 2026 holds too little to tell; this is over 2026." in said
    assert "- 100 of 100 people wrote mostly on days when everybody did" in said
    assert "What else it may be" in said
    assert "A weekly meeting" in said


def test_of_no_sign_no_number_is_said(look):
    assert "No signs consistent with forced participation" in shown(look, "Company news")


def test_that_it_looks_chosen_is_said_on_grounds_too(look):
    said = shown(look, PRACTICE)
    at = said.index("On these grounds")
    assert re.search(
        r"- No sign, or none beyond doubt: (?:[a-z ]+ \(\d+ of 100\)[;.] ?)+", said[at:]
    )
    assert "What else it may be" not in said


def test_the_first_further_figures_are_said_without_unfolding(look):
    said = shown(look, PRACTICE)
    assert re.search(r"\*\*Also\*\*\n- In \d+ of 100 answered threads, people go back", said)
    assert re.search(r"- People answer across levels (less|more|as much|as often)", said)
    also = re.findall(r"^- .*can’t say", said, re.M)
    assert not also


def test_the_overview_says_it_of_the_course_too(look):
    app = look(visit, "overview")
    lead = next(one.value for one in app.markdown if "needs it most" in one.value)
    assert lead.startswith(f"**{GUILD}** needs it most: talk is breaking down")
    assert app.subheader[0].value == GUILD
    assert "Signs of forced participation: 3\u202fsigns, over 2026; beyond doubt: " in words(app)


def test_whether_the_silent_listen_is_told_or_why_nobody_can_tell(look):
    assert "members read along, but neither write nor react (" in shown(look, PRACTICE)
    unknown = shown(look, GUILD)
    assert "Nobody can tell with this export: it does not say who reads." in unknown
    assert "Moodle’s logs and Discourse’s list of users" in unknown
    withheld = shown(look, "Company news")
    assert "This export says who reads, but for Q3 2026 it cannot be told: fewer than 5" in withheld


def test_without_a_list_or_newcomers_the_page_says_why(filled, app):
    said = words(visit(app, "community", community="guild"))
    assert "Nobody can tell with this export: it does not say who reads." in said
    assert "Newcomers: are they welcomed, by whom, and do they come back?" in said
    assert "Nobody wrote here for the first time; needs" in said
