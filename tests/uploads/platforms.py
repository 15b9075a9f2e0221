"""Cases D: what platforms write, and what is no export at all."""

import json
import tempfile
from pathlib import Path

import duckdb

from data.store import Store
from metrics.kinds.own_words import own_words
from tests.importers import test_discourse, test_teams, test_viva_engage
from tests.uploads.case import Case, case, in_part, refused, taken, texts, zipped  # noqa: F401


@case("D01", "a database and a Parquet file")
def databases():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.duckdb"
        with duckdb.connect(str(path)) as database:
            database.execute("create table post (author text)")
            database.execute(f"copy post to '{path}.parquet' (format parquet)")
        made, parquet = path.read_bytes(), Path(f"{path}.parquet").read_bytes()
    return [
        refused(made, "community.duckdb", "a DuckDB database", "Save it as .xlsx or CSV"),
        refused(made, "community.csv", "a DuckDB database, not CSV"),
        refused(parquet, "community.parquet", "a Parquet file"),
    ]


@case("D02", "a Moodle log in another language, with dates that do not say which is the month")
def a_dutch_log():
    header = (
        "Tijd,Volledige naam gebruiker,Getroffen gebruiker,Gebeurteniscontext,Component,"
        "Gebeurtenisnaam,Beschrijving,Herkomst,IP-adres\n"
    )
    said = (
        "The user with id '{person}' has viewed the discussion with id '7' in the forum with "
        "course module id '3'."
    )
    rows = [
        f'"3/11/24, 14:{n:02}",Ana,-,Forum: Samen,Forum,Discussie bekeken,'
        f'"{said.format(person=790 + n % 3)}",web,10.0.0.1\n'
        for n in range(12)
    ]
    zone = ("--time-zone", "Europe/Amsterdam")
    log = header + "".join(rows)
    return [
        refused(log, "logs.csv", "--day-first", flags=zone),
        taken(log, "logs.csv", flags=(*zone, "--month-first")),
    ]


@case("D03", "a Discourse topic with quoted words, a deleted post, and likes that name nobody")
def a_topic():
    post, topic = test_discourse.post, test_discourse.topic
    quote = '<aside class="quote"><blockquote><p>Quoted</p></blockquote></aside><p>Mine</p>'
    made = topic(
        post(like_count=3),
        post(2, quote),
        post(3, deleted_at="2026-03-03T09:00:00.000Z"),
        *(post(number) for number in range(4, 14)),
    )

    def without_quotes(store: Store, report: dict) -> None:
        (answer,) = [text for text in texts(store) if "Mine" in text]
        assert own_words(answer) == "Mine"
        assert store.read("from reaction").empty

    return [taken(json.dumps(made), "guild.json", "deleted", check=without_quotes)]


@case("D04", "a Yammer network whose threads begin with themselves, with private groups and guests")
def a_network():
    message, written = test_viva_engage.row, test_viva_engage.table
    rows = [message(id=str(n), thread_id="100" if n < 106 else str(n)) for n in range(100, 112)]
    rows.append(message(id="200", thread_id="200", in_private_group="true"))
    rows.append(message(id="201", thread_id="201", sender_email="guest@elsewhere.example"))

    def roots(store: Store, report: dict) -> None:
        threads = store.read("select count(*) as n from place group by thread order by n desc")
        assert threads["n"].tolist()[:2] == [6, 1]

    return [taken(zipped({"Messages.csv": written(*rows)}), "yammer.zip", "private", check=roots)]


@case("D05", "Teams: HTML with mentions, attachments and blanks that do not break")
def html():
    message, page = test_teams.message, test_teams.page
    body = '<p><at id="0">Ana Adams</at>&nbsp;did you try?</p><attachment id="a"></attachment>'
    said = [message(n) for n in range(12)]
    said.append(
        message(
            20,
            body,
            mentions=[{"id": 0, "mentioned": {"user": {"id": "ana"}}}],
            attachments=[{"id": "a", "contentType": "reference", "name": "retro.docx"}],
        )
    )

    def plain(store: Store, report: dict) -> None:
        (text,) = [one for one in texts(store) if "did you try" in one]
        assert not set("<>\xa0") & set(text)
        assert "Adams" not in text

    return [taken(json.dumps(page(*said)), "coaching.json", check=plain)]
