"""What was coded waits until somebody is done, and goes through a spreadsheet and back."""

import pytest

from data.coding import CodingError, as_csv, code, done, draw, from_csv, is_counted, sample
from data.coding import take_back as leave
from data.published import stale
from data.store import UnknownCommunityError
from metrics.kinds import Kind
from metrics.kinds.own_sample import agreement
from metrics.kinds.reading import read_texts

FORMULA = "=1+1"


@pytest.fixture
def drawn(talk):
    store = talk("ana: We tried pair grading and it did not work at all.\n" * 60, community=FORMULA)
    read_texts(store, lambda doing, number, of=0: None)
    draw(store, FORMULA, 50)
    with store.writing() as cursor:
        cursor.execute("delete from stale")
    return store


def first(store) -> str:
    return sample(store, FORMULA)["post"].iloc[0]


def test_what_waits_changes_no_figure_until_done(drawn):
    assert is_counted(drawn, FORMULA)
    code(drawn, FORMULA, first(drawn), 1, ["failure"], waits=True)
    assert not stale(drawn)
    assert not is_counted(drawn, FORMULA)
    done(drawn, FORMULA)
    assert stale(drawn)
    assert is_counted(drawn, FORMULA)


def test_what_is_taken_back_was_never_said(drawn):
    code(drawn, FORMULA, first(drawn), 1, ["failure"], waits=True)
    leave(drawn, FORMULA, first(drawn), 1)
    assert sample(drawn, FORMULA)["first"].isna().all()


def test_an_unknown_community_is_said_in_every_language(drawn):
    with pytest.raises(UnknownCommunityError) as refused:
        code(drawn, "nowhere", "0", 1, [])
    assert refused.value.args[0].values == {"name": "nowhere"}


def test_a_name_that_looks_like_a_formula_goes_out_harmless_and_comes_back(drawn):
    code(drawn, FORMULA, first(drawn), 1, ["failure", "doubt"])
    carried = as_csv(drawn)
    assert '"\'=1+1"' in carried
    leave(drawn, FORMULA, first(drawn), 1)
    assert from_csv(drawn, "\ufeff" + carried.replace(",", ";"), list(Kind)) == 1
    assert as_csv(drawn) == carried


def test_codes_bring_their_posts_to_a_database_where_none_was_drawn(drawn):
    for coder in (1, 2):
        code(drawn, FORMULA, first(drawn), coder, ["failure"])
    carried, weight = as_csv(drawn), sample(drawn, FORMULA)["weight"].iloc[0]
    with drawn.writing() as cursor:
        cursor.execute("delete from sample")
        cursor.execute("delete from coding")
    from_csv(drawn, carried, list(Kind))
    found = sample(drawn, FORMULA)
    assert list(found["weight"]) == [pytest.approx(weight)]
    assert agreement(found) == (1, 1.0)
    assert draw(drawn, FORMULA, 50) == 50


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "needs the columns community, post, coder, kinds"),
        ("a,b\n1,2\n", "needs the columns"),
        ("community,post,coder,kinds\nelsewhere,0,1,best\n", "no community “elsewhere”"),
        ("community,post,coder,kinds\n=1+1\n", "line 2: it names no kind"),
        ("community,post,coder,kinds\n=1+1,0,1,\n", "line 2: it names no kind"),
        ("community,post,coder,kinds,weight\n=1+1,0,1,best,-3\n", "weight is a number above 0"),
        ("community,post,coder,kinds,weight\n=1+1,0,1,best,many\n", "weight is a number above 0"),
        ("community,post,coder,kinds,weight\n=1+1,0,1,best,inf\n", "weight is a number above 0"),
        ('community,post,coder,kinds\n"=1+1"x,0,1,best\n', "cannot be read as CSV"),
        (
            "community,post,coder,kinds\n=1+1,0,1," + "x" * 200_000 + "\n",
            "cannot be read as CSV|no kind",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(drawn, content, why):
    with pytest.raises(CodingError, match=why):
        from_csv(drawn, content, list(Kind))
    assert sample(drawn, FORMULA)["first"].isna().all()
