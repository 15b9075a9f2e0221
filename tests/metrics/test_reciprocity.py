import networkx as nx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from data.arrival import Origin
from data.intake import take
from data.records import How, Member, Post
from data.store import Store
from metrics.estimates.ratio import standard_errors
from metrics.reciprocity import FURTHER, METRIC
from tests.conftest import START, conversation

ABOVE_CHANCE, AT_EQUAL_VOLUME, WITHOUT_HOSTS = FURTHER


def test_a_question_answered_and_picked_up_again_is_mutual(talk, measured):
    store = talk("""
        ana: Our retro failed. Has yours?
            ben: Twice. We stopped asking for blame.
                ana: How did you stop?
    """)
    assert measured(store, METRIC)["value"] == 1.0


def test_an_announcement_whose_author_never_answers_is_not(talk, measured):
    store = talk("""
        lead: Here is our best practice.
            ana: Great!
            ben: Great!
    """)
    assert measured(store, METRIC)["value"] == 0.0


def test_answering_yourself_is_left_out_and_counted(talk, measured):
    store = talk("""
        ana: Any thoughts?
            ana: Bump.
            ben: Yes, one.
    """)
    found = measured(store, METRIC)
    assert (found["value"], found["note"]) == (0.0, "1 reply to oneself left out")


@pytest.mark.parametrize(("days", "value"), [(40, 1.0), (70, 0.0)])
def test_a_reply_that_comes_back_within_28_days_of_the_period_counts(talk, measured, days, value):
    store = talk(f"""
        ana: Our retro failed. Has yours?
            ben +1d: Twice.
                ana +{days}d: How did you stop?
    """)
    assert measured(store, METRIC, "month")["value"] == value


def test_two_pairs_are_too_few_to_report(talk, answer):
    store = talk("ana: Who?\n    ben: I.\n    cas: I.\n    dan: I.\n    eve: I.")
    (row,) = answer(store, METRIC)
    assert row["why"] == "needs 30 pairs of people who talked; there are 4"


def test_fewer_than_five_people_are_never_counted_out(talk, answer):
    (row,) = answer(talk("ana: Who?\n    ben: I."), METRIC)
    assert (row["status"], row["why"]) == ("withheld", "fewer than 5 people")


def test_a_part_made_of_one_pair_is_withheld(given, store, answer):
    arcs = [("p0", f"p{n}") for n in range(1, 40)] + [("p1", "p0")]
    given(
        *(
            Post(community="a", author=one, answers=other, at=START, how=How.UNKNOWN)
            for one, other in arcs
        )
    )
    (row,) = answer(store, METRIC)
    assert (row["status"], row["sample"]) == ("withheld", 39)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@for_all(
    arcs=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda arc: arc[0] != arc[1]),
        min_size=1,
        max_size=25,
    )
)
def test_agrees_with_networkx_and_with_the_dyadic_sum_written_out(tmp_path_factory, arcs):
    store = Store(tmp_path_factory.mktemp("store") / "community.duckdb")
    posts = [
        Post(community="a", author=f"p{a}", answers=f"p{b}", at=START, how=How.UNKNOWN)
        for a, b in arcs
    ]
    take(store, posts, Origin(file="a", sha256="a", format="table", platform="table"))
    with store.cursor() as cursor:
        found = standard_errors(cursor, METRIC.evidence_for("all")).iloc[0]
    store.close()
    graph = nx.DiGraph(arcs)
    assert found["value"] == pytest.approx(nx.overall_reciprocity(graph))
    assert found["clustered"] == pytest.approx(_dyadic(graph), abs=1e-9)


def _dyadic(graph: nx.DiGraph) -> float:
    """Sum the products of the errors of all pairs that share a member (Aronow et al. 2015)."""
    pairs = {tuple(sorted(arc)) for arc in graph.edges}
    directions = {pair: graph.has_edge(*pair) + graph.has_edge(*pair[::-1]) for pair in pairs}
    total = sum(directions.values())
    value = sum(2 for count in directions.values() if count == 2) / total
    error = {pair: (2 if n == 2 else 0) - value * n for pair, n in directions.items()}
    squares = sum(error[a] * error[b] for a in pairs for b in pairs if set(a) & set(b))
    return max(squares, 0) ** 0.5 / total


def test_where_only_roots_are_named_the_figure_says_how_it_is_known(talk, answer):
    threads = "\n".join(f"p{n}: Who?\n    p{n + 1}: I.\n    p{n}: Tell!" for n in range(40))
    (row,) = answer(talk(threads, how=How.ROOT), METRIC)
    assert row["why"] == "who answers whom is read from the order of speakers in each thread"


def test_two_who_only_know_each_other_hear_back_by_chance(talk, measured):
    """ana and ben answer each other once: dealt out anew, half of the deals are the same."""
    store = talk("ana: Who?\n    ben: I.\n        ana: Tell!")
    found = measured(store, ABOVE_CHANCE)
    assert found["note"] == "chance alone would give 50 of 100"
    assert found["value"] == (1 - 0.5) / (1 - 0.5)


def test_hearing_back_less_than_chance_is_below_nought(talk, measured):
    """All of a ring are answered by the next: nobody hears back, chance would let some."""
    ring = [(f"p{number}", f"p{(number + 1) % 5}") for number in range(5)]
    store = talk("\n".join(f"{one}: Who?\n    {other}: I." for one, other in ring))
    assert measured(store, ABOVE_CHANCE)["value"] < 0


def test_a_reply_beside_the_period_counts_by_chance_too(talk, measured):
    store = talk("""
        ana: Our retro failed. Has yours?
            ben +1d: Twice.
                ana +40d: How did you stop?
    """)
    found = measured(store, ABOVE_CHANCE, "month")
    assert found["note"] == "chance alone would give 100 of 100"
    assert found["reason"].startswith("everybody wrote to everybody")


def test_stretches_of_a_hundred_replies(talk, measured):
    """Of 250 replies two whole stretches count; within each, two in three pairs hear back."""
    turn = "ana: Who?\n    ben: I.\n        ana: Tell!\ncas: Who?\n    ben: I."
    found = measured(talk("\n".join([turn] * 84)), AT_EQUAL_VOLUME)
    assert found["value"] == pytest.approx(2 / 3)
    assert found["sample"] == 2


def test_fewer_than_a_hundred_replies_are_no_stretch(talk, answer):
    (row,) = answer(talk("ana: Who?\n    ben: I."), AT_EQUAL_VOLUME)
    assert row["why"].startswith("fewer than 100 replies; needs ")


def test_without_the_host_only_members_count(given, store, measured):
    """Three pairs, one of them mutual and with the host; of the other two none."""
    host = Member(community="practice", person="host", host=True)
    talk = """
        ana: Our retro failed. Has yours?
            host: Twice.
                ana: How did you stop?
            ben: Once.
        cas: News.
            ben: Thanks.
    """
    given(*conversation(talk), host)
    assert measured(store, METRIC)["value"] == 2 / 4
    assert measured(store, WITHOUT_HOSTS)["value"] == 0.0
