"""The real exports give the numbers that are known of them, and can be taken back."""

import csv
import io
import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from data.__main__ import main
from data.store import Store
from metrics import catalogue, metric_named
from metrics.__main__ import main as metrics_main
from metrics.estimates.ratio import standard_errors
from tests.data.test_intake import state

pytestmark = pytest.mark.real

NO_THREADS = "this export names no threads"
GRAINS = ("month", "quarter", "year", "all")


class Desk:
    """The command line at one database.

    ``begun`` is shared by all: where each database that was begun with an export is kept, measured,
    and the report.
    """

    def __init__(self, database: Path, capsys, begun: dict[tuple, tuple[Path, dict]]) -> None:
        self.database, self._capsys, self._begun = database, capsys, begun

    def begin(self, file: Path, *flags: str) -> dict:
        """Import a file into the database, which is new; return the report.

        The first time by the command; who asks for the same again gets a copy of what came of it.
        """
        assert not self.database.exists()
        if (file, *flags) in self._begun:
            kept, report = self._begun[file, *flags]
            shutil.copyfile(kept, self.database)
            return report
        report = self.add(file, *flags)
        self.measures()
        kept = self.database.with_name("begun.duckdb")
        self._begun[file, *flags] = (shutil.copyfile(self.database, kept), report)
        return report

    def add(self, file: Path, *flags: str) -> dict:
        """Import a file and return the report."""
        assert main(["add", str(file), "--db", str(self.database), "--json", *flags]) == 0
        return json.loads(self._capsys.readouterr().out)

    def undo(self, number: int) -> None:
        assert main(["undo", str(number), "--db", str(self.database)]) == 0
        self._capsys.readouterr()

    def measures(self, grain: str = "all") -> dict[tuple[str, str, str], dict[str, str]]:
        """Return the rows of a grain by metric, community and period."""
        assert metrics_main(["--db", str(self.database), "--grain", grain]) == 0
        rows = csv.DictReader(io.StringIO(self._capsys.readouterr().out))
        return {(row["metric"], row["community"], row["period"]): row for row in rows}

    def everything(self) -> tuple:
        """Return all that is known and all that is published, apart from the history."""
        published = [self.measures(grain) for grain in GRAINS]
        with closing(Store(self.database)) as store:
            volumes = store.read("from volume").sort_values(["community", "grain", "period"])
            return state(store), published, volumes.to_csv()

    def count(self, query: str) -> int:
        with closing(Store(self.database)) as store:
            return int(store.read(query).iloc[0, 0])


@pytest.fixture(scope="module")
def begun() -> dict[tuple, tuple[Path, dict]]:
    return {}


@pytest.fixture
def desk(tmp_path, capsys, begun) -> Desk:
    return Desk(tmp_path / "community.duckdb", capsys, begun)


@pytest.fixture
def houston(real) -> Path:
    return real("slack_houstondatavis") / "houstondatavis_slack_export.zip"


@pytest.fixture
def quantum(real) -> Path:
    return real("stackexchange_quantumcomputing")


@pytest.fixture
def course(real):
    """Return a function that gives the edge list of one of the two courses."""
    return lambda name: real("mooced_dlt") / f"{name} Edgelist.csv"


ZONE = ("--time-zone", "America/New_York")


# Slack: joins and topics told apart, members known, threads not


def test_slack_tells_contributions_from_the_rest(desk, houston):
    report = desk.begin(houston)
    assert (report["rows"], report["imported"], report["outcome"]) == (1_382, 1_031, "accepted")
    assert sum(line["count"] for line in report["left_out"]) == 351
    assert {line["reason"]: line["count"] for line in report["left_out"]}["channel_join"] == 320
    assert (report["first"][:10], report["last"][:10]) == ("2015-06-06", "2016-07-27")


def test_slack_as_one_community_has_39_of_71_silent(desk, houston):
    report = desk.add(houston, "--community", "Meetup")
    assert report["communities"] == ["Meetup"]
    assert desk.count("select count(*) from roster") == 71
    assert desk.count("select count(distinct author) from place") == 32
    measures = desk.measures()
    row = measures["lurker_ratio", "Meetup", "all"]
    assert float(row["value"]) == pytest.approx(39 / 71)
    assert float(row["low"]) < 39 / 71 < float(row["high"])
    assert row["sample"] == "71"
    for metric in ("dialogue_depth", "reciprocity", "answered"):
        row = measures[metric, "Meetup", "all"]
        assert (row["value"], row["status"]) == ("", "cannot be measured")
        assert row["why"].startswith(NO_THREADS)


def test_members_of_an_archived_channel_are_unknown_and_not_none(desk, houston):
    desk.begin(houston)
    with zipfile.ZipFile(houston) as export:
        (lists,) = (name for name in export.namelist() if name.endswith("channels.json"))
        channels = json.loads(export.read(lists))
    archived = {channel["name"] for channel in channels if channel["is_archived"]}
    assert len(archived) == 9
    found = {
        community: row
        for (metric, community, _), row in desk.measures().items()
        if metric == "lurker_ratio"
    }
    assert archived <= found.keys()
    # One archived channel has notices only: nothing was ever said in it.
    quiet = {name for name, row in found.items() if row["why"].startswith("no posts")}
    assert len(quiet) == 1 and quiet < archived
    for community, row in found.items():
        unknown = row["why"].startswith("members unknown")
        assert unknown == (community in archived - quiet)
        assert row["value"] == "" or not unknown


# Two courses as edge lists: who wrote to whom, and nothing of the posts


@pytest.mark.parametrize(
    ("name", "rows", "value", "error", "selves"),
    [("DLT1", 2_529, 0.219008, 0.0256, 86), ("DLT2", 2_584, 0.276431, 0.0248, 25)],
)
def test_reciprocity_of_a_course(desk, course, name, rows, value, error, selves):
    report = desk.begin(course(name), *ZONE, "--community", name)
    assert (report["rows"], report["imported"]) == (rows, rows)
    (note,) = [note for note in report["notes"] if "oneself" in note["reason"]]
    assert note["count"] == selves
    row = desk.measures()["reciprocity", name, "all"]
    assert float(row["value"]) == pytest.approx(value, abs=1e-6)
    assert row["why"].startswith(f"{selves} replies to oneself")
    with closing(Store(desk.database)) as store, store.cursor() as cursor:
        found = standard_errors(cursor, metric_named("reciprocity").evidence_for("all")).iloc[0]
    assert found["value"] == pytest.approx(value, abs=1e-6)
    assert found["clustered"] == pytest.approx(error, abs=5e-5)


@pytest.mark.parametrize("name", ["DLT1", "DLT2"])
def test_an_edge_list_does_not_say_which_post_is_answered(desk, course, name):
    desk.begin(course(name), *ZONE, "--community", name)
    measures = desk.measures()
    for metric in ("dialogue_depth", "answered"):
        row = measures[metric, name, "all"]
        assert (row["value"], row["status"]) == ("", "cannot be measured")
        assert "does not say which post is answered" in row["why"]
    assert measures["practice_diversity", name, "all"]["why"] == "this export has no text"


def test_a_reply_after_the_end_of_a_month_counts_so_that_june_is_not_0(desk, course):
    desk.begin(course("DLT1"), *ZONE, "--community", "DLT1")
    june = desk.measures("month")["reciprocity", "DLT1", "2013-06"]
    assert float(june["value"]) > 0.01


def test_a_course_names_what_is_not_settled(desk, course, capsys):
    assert main(["add", str(course("DLT1")), "--db", str(desk.database)]) == 3
    assert "--time-zone ZONE" in capsys.readouterr().err


# Stack Exchange: everything is known


def test_stack_exchange_is_read_to_the_row(desk, quantum):
    report = desk.begin(quantum, "--community", "quantum")
    assert (report["imported"], report["rows"]) == (612 + 1_060 + 3_413, 5_085 + 314)
    questions = "select count(*) from place where depth = 0"
    answers = "select count(*) from post where source_id like 'post/%' and reply_to is not null"
    comments = "select count(*) from post where source_id like 'comment/%'"
    counted = [desk.count(query) for query in (questions, answers, comments)]
    assert counted == [612, 1_060, 3_413]


def test_402_accounts_of_stack_exchange_contribute(desk, quantum):
    desk.begin(quantum, "--community", "quantum")
    row = desk.measures()["lurker_ratio", "quantum", "all"]
    assert 1 - float(row["value"]) == pytest.approx(402 / 3_461, abs=1e-4)
    assert int(row["sample"]) in (3_460, 3_461)  # one account is the site's own bot
    assert round(100 * (1 - float(row["value"])), 1) == 11.6


def test_every_measure_of_stack_exchange_has_a_value_or_says_why(desk, quantum):
    desk.begin(quantum, "--community", "quantum")
    for grain, periods in zip(GRAINS, (7, 3, 1, 1), strict=True):
        measures = desk.measures(grain)
        assert len(measures) == periods * len(catalogue())
        assert all(row["value"] or row["why"] for row in measures.values())
    measured = {metric for (metric, _, _), row in measures.items() if row["value"]}
    assert measured >= {
        "answered",
        "back_and_forth",
        "dialogue_depth",
        "lurker_ratio",
        "reciprocity",
    }
    # Corrected for what the reader gets wrong, the mix of this site could be nearly anything.
    assert "errs too often" in measures["practice_diversity", "quantum", "all"]["why"]


# Twice, and back


@pytest.fixture(params=["slack", "course", "stack exchange"])
def export(request, houston, course, quantum) -> tuple:
    return {
        "slack": (houston, "--community", "Guild"),
        "course": (course("DLT2"), *ZONE, "--community", "Guild"),
        "stack exchange": (quantum, "--community", "Guild"),
    }[request.param]


def test_the_second_time_adds_nothing_and_undo_brings_back_what_was(desk, course, export):
    desk.begin(course("DLT1"), *ZONE, "--community", "Guild")
    before = desk.everything()
    first = desk.add(*export)
    with_it = desk.everything()
    assert with_it != before
    again = desk.add(*export)
    assert (again["imported"], again["import"]) == (0, first["import"])
    assert again["duplicates"] == first["imported"]
    assert again["message"].startswith("Nothing in it was new")
    assert desk.everything() == with_it
    desk.undo(first["import"])
    assert desk.everything() == before


def test_of_a_list_of_topics_nothing_is_said_about_replies(real, desk):
    """Blank replies are unknown: no topic may pass for one that nobody answered."""
    report = desk.add(real("ennet_forum_topics") / "ennet_topics.csv")
    assert (report["rows"], report["imported"], len(report["rejected"])) == (3_288, 3_247, 41)
    about_replies = ("answered", "loop_closed", "dialogue_depth", "back_and_forth", "reciprocity")
    measures = desk.measures()
    for (name, *_), row in measures.items():
        if name.partition(".")[0] in (*about_replies, "open_questions", "noise"):
            assert (row["status"], row["value"]) == ("cannot be measured", ""), name
