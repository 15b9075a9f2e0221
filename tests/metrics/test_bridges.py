import networkx as nx
import numpy as np
import pytest

from data.records import How, Post
from metrics.bridges import FURTHER, METRIC
from metrics.estimates.modularity import best_modularity, numbered, over_chance
from tests.conftest import START, conversation

ISLANDS, JOINTS, BETWEEN = FURTHER


def linked(given, graph: nx.Graph):
    given(
        *(
            Post(community="a", author=f"p{one}", answers=f"p{other}", at=START, how=How.UNKNOWN)
            for one, other in graph.edges
        )
    )


def ties_of(graph: nx.Graph) -> tuple[np.ndarray, int]:
    """Return a row for each tie, and how many people there are."""
    names, ties = numbered(np.array(sorted(graph.edges)))
    return ties, len(names)


def test_two_circles_that_never_meet(given, store, measured):
    linked(given, nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(4)))
    assert measured(store, METRIC)["value"] == 0.6
    assert measured(store, JOINTS)["value"] == 0.0


def test_one_who_holds_two_circles_together(given, store, measured):
    graph = nx.compose(nx.complete_graph(range(6)), nx.complete_graph(range(5, 9)))
    linked(given, graph)
    assert measured(store, METRIC)["value"] == 1.0
    assert measured(store, JOINTS)["value"] == pytest.approx(1 / 9)


def test_zacharys_club_hangs_on_one(given, store, measured):
    linked(given, nx.karate_club_graph())
    assert measured(store, JOINTS)["value"] == pytest.approx(1 / 34)


def test_islands_are_found_in_zacharys_club_near_the_best_division():
    """The best division known has a modularity of .4198; ties count 1, whatever their weight."""
    assert 0.40 < best_modularity(*ties_of(nx.karate_club_graph())) <= 0.41979


def test_a_random_network_has_no_circles_beyond_chance():
    assert abs(over_chance(*ties_of(nx.gnm_random_graph(60, 240, seed=3)))) < 0.03


def test_four_cliques_in_a_row_are_circles_beyond_chance():
    assert over_chance(*ties_of(nx.connected_caveman_graph(4, 8))) > 0.3


def test_for_a_part_of_the_time_islands_are_not_worked_out(given, store, measured):
    linked(given, nx.karate_club_graph())
    assert measured(store, ISLANDS, "year")["reason"] == "worked out for the whole time only"
    assert measured(store, ISLANDS)["value"] == pytest.approx(
        over_chance(*ties_of(nx.karate_club_graph())), abs=0.05
    )


def test_people_who_write_in_two_communities(given, store, answer):
    home = "\n".join(f"p{number}: Here." for number in range(20))
    away = "\n".join(f"p{number}: There." for number in range(10, 32))
    given(
        *conversation(home, community="home"),
        *conversation(away, community="away", prefix="away"),
    )
    rows = {row["sample"]: row["value"] for row in answer(store, BETWEEN)}
    assert rows == {20: 0.5, 22: pytest.approx(10 / 22)}


def test_a_single_community_has_no_neighbours(talk, measured):
    assert measured(talk("ana: Who?\n    ben: I."), BETWEEN) == {}
