"""Practices: the mix, the profile, what gets answered, and how well that is known."""

from tests.pages.test_pages import visit, words


def test_without_data_it_says_where_to_begin(bare):
    visit(bare, "practices", example="false")
    assert not bare.exception
    assert bare.get("page_link")


def test_what_is_too_uncertain_is_not_told(filled, app):
    visit(app, "practices", community="guild", per="Whole time")
    said = words(app)
    assert "Practice diversity: not enough to say" in said
    assert "the true value could be nearly anything" in said
    assert "How well kinds are known" in said


def test_the_finding_comes_first_and_the_mix_proves_it(app):
    visit(app, "practices", community="Maintenance practice")
    assert not app.exception
    assert "tellings are something other than a best practice" in app.title[0].value
    said = words(app)
    assert "Failures" in said
    assert "What gets answered" in said
    assert len(app.get("plotly_chart")) >= 8
