"""Practices: the mix, the profile, what gets answered, and how well that is known."""

from data.importers import Choices
from data.intake import add
from data.store import open_store
from data.upload import Upload
from metrics.publish import publish
from tests.pages.test_pages import visit, words


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "practices", example="false")
    assert not bare.exception
    assert bare.get("page_link")


def test_what_is_too_uncertain_is_not_told(filled, app):
    visit(app, "practices", community="guild", per="Whole time")
    said = words(app)
    assert "Practice diversity: cannot be told" in said
    assert "the true value could be nearly anything" in said
    assert "How well kinds are known" in said


def test_the_finding_comes_first_and_the_mix_proves_it(app):
    visit(app, "practices", community="Maintenance practice")
    assert not app.exception
    assert (
        "posts that tell of work are failures, doubts or half-finished work, and "
        in app.title[0].value
    )
    assert app.title[0].value.endswith(" of 100 best practices")
    said = words(app)
    assert "Failures" in said
    assert "What gets answered" in said
    assert len(app.get("plotly_chart")) >= 8


def test_what_happens_to_those_who_admit_something_stands_in_the_first_block(look):
    app = look(visit, "practices", community="Maintenance practice", per="Year")
    lead = next(one.value for one in app.markdown if "The true value lies within" in one.value)
    assert "Corrected for what the automatic reading gets wrong." in lead
    assert "**What happens to those who do:** " in lead
    assert "of 100 admitted failures and doubts are answered within a week (" in lead
    assert [one.value for one in app.header][:2] == [
        "How much of what people tell is a failure, a doubt or half-finished work?",
        "Is somebody who admits a failure or a doubt answered?",
    ]


def test_where_it_cannot_be_told_what_happens_to_them_it_says_so(look):
    app = look(visit, "practices", community="Winning offers", per="Year")
    lead = next(one.value for one in app.markdown if "The true value" in one.value)
    assert "**What happens to those who do** cannot be told: No opening post with a failure" in lead


def test_without_texts_it_is_said_once_and_what_would_help(database, app):
    people = [f"person{number}@mill.example" for number in range(8)]
    lines = ["author,receiver,time"]
    lines += [
        f"{people[n % 8]},{people[(n * 3 + 1) % 8]},2026-01-{1 + n % 28:02} 09:00"
        for n in range(80)
    ]
    file = database.parent / "arcs.csv"
    file.write_text("\n".join(lines), "utf-8")
    store = open_store(database)
    choices = Choices(community="guild", time_zone="UTC", day_first=True)
    add(store, Upload.of(file), choices=choices)
    publish(store)
    store.close()
    visit(app, "practices", community="guild", per="Whole time")
    assert app.title[0].value == "Beyond best practices: cannot be told for the whole time"
    assert words(app).count("This export has no text.") == 1
    assert [one.value for one in app.header] == ["What would help"]
