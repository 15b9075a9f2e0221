"""Published networks through the shipped figures: CollegeMsg, email-Eu-core, Zachary, two courses.

Published: KONECT opsahl-ucsocial and SuiteSparse (SNAP). Computed with networkx where so named.
"""

import csv
import io
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from data.__main__ import main
from data.arrival import Origin
from data.intake import take
from data.records import How, Post
from data.store import Store
from metrics.__main__ import main as metrics_main
from metrics.estimates.evidence import Evidence
from metrics.estimates.over_chance import index_over_chance
from metrics.estimates.ratio import standard_errors
from metrics.estimates.survival import curve, median
from metrics.reciprocity import METRIC
from tests.conftest import START

pytestmark = pytest.mark.real

HOUR, DAY = 3600, 86400


def arcs_of(file: Path) -> list[list[int]]:
    """Return the lines of an edge list as numbers; one that holds no numbers is a header."""
    lines = [line.split() for line in file.read_text("utf-8").splitlines()]
    return [list(map(int, line)) for line in lines if line and line[0].isdigit()]


@pytest.fixture
def messages(real) -> np.ndarray:
    return np.array(arcs_of(real("networks_org") / "collegemsg" / "CollegeMsg.txt"))


@pytest.fixture
def mails(real) -> list[list[int]]:
    return arcs_of(real("networks_org") / "email_eu_core" / "email-Eu-core.txt")


def told(store: Store, arcs, at=lambda arc: START) -> dict:
    """Put arcs into a store and return reciprocity with its standard errors."""
    posts = [
        Post(
            community="net", author=f"p{arc[0]}", answers=f"p{arc[1]}", at=at(arc), how=How.UNKNOWN
        )
        for arc in arcs
    ]
    take(store, posts, Origin(file="a", sha256="a", format="table", platform="table"))
    with store.cursor() as cursor:
        return standard_errors(cursor, METRIC.evidence_for("all")).iloc[0].to_dict()


def moment(arc) -> datetime:
    return datetime.fromtimestamp(int(arc[2]), UTC).replace(tzinfo=None)


def test_the_messages_have_a_header_line_and_are_all_read(messages):
    assert len(messages) == 59_835
    assert len({*messages[:, 0], *messages[:, 1]}) == 1_899
    assert len({(a, b) for a, b, _ in messages}) == 20_296


def test_reciprocity_of_the_messages_is_as_published(store, messages):
    found = told(store, messages, moment)
    assert found["value"] == pytest.approx(0.636382, abs=5e-7)


def test_the_wait_for_a_first_message_back_counts_those_who_never_write(messages):
    """Computed with lifelines: naive median 3.9 h, Kaplan-Meier not reached, S(24 h) = .659."""
    first, end = {}, int(messages[-1, 2])
    for one, other, at in messages.tolist():
        first.setdefault((one, other), at)
    waits = []
    for (one, other), at in first.items():
        back = first.get((other, one))
        # The first contact of two is that of whoever wrote first; of two in the same second, one.
        if back is None or (at, one) < (back, other):
            waits.append((back - at, True) if back is not None else (end - at, False))
    waited, happened = np.array(waits, float).T
    assert (len(waits), int(happened.sum())) == (13_838, 6_458)
    assert np.median(waited[happened == 1]) / HOUR == pytest.approx(3.9, abs=0.05)
    assert np.isnan(median(waited, happened)[0])
    line = curve(waited, happened)
    assert line.loc[line["time"] <= DAY, "survival"].iloc[-1] == pytest.approx(0.659, abs=5e-4)


def test_mails_to_oneself_are_the_trap(store, mails):
    """Without the 642 loops .71122; with them networkx gives .69336."""
    assert sum(one == other for one, other in mails) == 642
    assert nx.overall_reciprocity(nx.DiGraph(mails)) == pytest.approx(0.69336, abs=5e-6)
    assert told(store, mails)["value"] == pytest.approx(0.711220, abs=5e-7)


def test_zacharys_club_crosses_as_known(store):
    """E-I -.717949; its mean under chance is that of sides of 17 and 17."""
    club = nx.karate_club_graph()
    rows = [
        f"(1, date '1970-01-01', {a}, {b}, '{club.nodes[a]['club']}', '{club.nodes[b]['club']}')"
        for a, b in club.edges
    ]
    evidence = Evidence.of(
        "select * from (values "
        + ", ".join(rows)
        + ") as tie(community, period, one, other, one_in, other_in)",
        ["all"],
    )
    with store.cursor() as cursor:
        (found,) = index_over_chance(cursor, evidence).to_dict("records")
    by_chance = 1 - 2 * (2 * 17 * 16) / (34 * 33)
    assert found["value"] == pytest.approx(-0.717949 - by_chance, abs=5e-7)


@pytest.fixture
def courses(real, tmp_path, capsys) -> Path:
    """Return a database with the two courses."""
    database = tmp_path / "courses.duckdb"
    for name in ("DLT1", "DLT2"):
        file = real("mooced_dlt") / f"{name} Edgelist.csv"
        said = ["--time-zone", "America/New_York", "--community", name, "--json"]
        assert main(["add", str(file), "--db", str(database), *said]) == 0
        assert json.loads(capsys.readouterr().out)["outcome"] == "accepted"
    return database


def test_dlt1_against_dlt2_is_within_what_chance_among_members_produces(courses, capsys):
    """Dyadic standard errors .0256 and .0248: z 1.61, p .11; the naive z is 4.2."""
    with closing(Store(courses)) as store, store.cursor() as cursor:
        one, other = standard_errors(cursor, METRIC.evidence_for("all")).to_dict("records")
    z = (other["value"] - one["value"]) / np.hypot(one["clustered"], other["clustered"])
    assert z == pytest.approx(1.61, abs=0.005)
    said = ["--db", str(courses), "--grain", "all", "--communities", "DLT1,DLT2"]
    assert metrics_main(["compare", *said]) == 0
    rows = {row["metric"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    row = rows["reciprocity"]
    assert float(row["difference"]) == pytest.approx(0.0574, abs=5e-5)
    assert float(row["low"]) < 0 < float(row["high"])
    assert float(row["p"]) == pytest.approx(0.11, abs=0.01)
    assert float(row["q"]) >= float(row["p"])
    assert row["verdict"] == "may be chance"
    assert rows["answered"]["verdict"] == "cannot be compared"
