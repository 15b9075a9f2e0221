"""Practices: the mix, the profile, what gets answered, and how well that is known."""

from tests.pages.test_pages import visit, words


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "practices", example="false")
    assert not bare.exception
    assert bare.get("page_link")


def test_the_finding_comes_first_and_the_mix_proves_it(filled, app):
    visit(app, "practices", per="Whole time")
    assert not app.exception
    assert "tellings are something other than a best practice" in app.title[0].value
    said = words(app)
    assert "What people tell" in said
    assert "How well kinds are known" in said


def test_on_the_example_every_part_has_something_to_say(app):
    visit(app, "practices", community="Maintenance practice")
    assert not app.exception
    said = words(app)
    assert "Failures" in said
    assert "What gets answered" in said
    assert len(app.get("plotly_chart")) >= 8
