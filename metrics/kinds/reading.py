"""The second stage of an import: every distinct text is read once, batch by batch.

A batch is kept as soon as it is read, so that a stop loses no more than one.
"""

from collections.abc import Callable, Sequence

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from data.said import later
from data.store import Store
from metrics import kinds
from metrics.kinds.language import UNDETERMINED

_BATCH = 5_000
_DOING = later("reading what was written")
# A text too short to tell its language is not settled until it was read beside others.
_NOT_SETTLED = ""

Progress = Callable[[str, int, int], None]

_WAITING = """
    select text, body
    from text
    where text not in (select text from reading where rules = $rules)
    order by text
"""

# The language that most of the posts of a thread are in, else most of those of the author.
_USUAL = """
    with told as (
        select
            place.text,
            place.thread,
            place.author,
            reading.language
        from place
        join reading using (text)
    ),

    of_thread as (
        select
            thread,
            mode(language)   as language
        from told
        where language <> $undetermined
        group by all
    ),

    of_author as (
        select
            author,
            mode(language)   as language
        from told
        where language <> $undetermined
        group by all
    )

    select
        told.text,
        text.body,
        any_value(coalesce(of_thread.language, of_author.language)) as usual
    from told
    join text using (text)
    left join of_thread using (thread)
    left join of_author using (author)
    where told.text in (select text from reading where rules = '')
    group by all
    order by told.text
"""


def read_texts(store: Store, progress: Progress) -> None:
    """Read every text that these rules have not read: kinds, language and tone.

    Short texts whose language cannot be told are read again as their thread's, or their author's.
    """
    waiting = store.read(_WAITING, rules=kinds.RULES_VERSION)
    for start in range(0, len(waiting), _BATCH):
        progress(_DOING, start, len(waiting))
        batch = waiting.iloc[start : start + _BATCH]
        _keep(store, batch, kinds.read(batch["body"].tolist()), is_first=True)
    short = store.read(_USUAL, undetermined=UNDETERMINED)
    for start in range(0, len(short), _BATCH):
        progress(_DOING, start, len(short))
        batch = short.iloc[start : start + _BATCH]
        usual = [None if pd.isna(one) else one for one in batch["usual"]]
        _keep(store, batch, kinds.read(batch["body"].tolist(), usual), is_first=False)


def _keep(
    store: Store, batch: pd.DataFrame, verdicts: Sequence[kinds.Verdict], is_first: bool
) -> None:
    """Write down what was read in a batch of texts, in the place of what stood there."""
    # It brings a library along that takes a second to load: only who reads waits for that.
    from metrics.kinds.tone import tone

    texts, bodies = batch["text"].tolist(), batch["body"].tolist()
    settled = [not is_first or one.language != UNDETERMINED for one in verdicts]
    readings = pa.table(
        {
            "text": pa.array(texts, pa.int32()),
            "language": [one.language for one in verdicts],
            "assessed": [one.assessed for one in verdicts],
            "tone": pa.array(
                [tone(body, one.language) for body, one in zip(bodies, verdicts, strict=True)],
                pa.float64(),
            ),
            "rules": [kinds.RULES_VERSION if one else _NOT_SETTLED for one in settled],
        }
    )
    told = [(text, kind, one.why) for text, one in zip(texts, verdicts, strict=True)
            for kind in one.kinds]  # fmt: skip
    tellings = pa.table(
        {
            "text": pa.array([text for text, _, _ in told], pa.int32()),
            "kind": pa.array([str(kind) for _, kind, _ in told], pa.string()),
            "why": pa.array([why for _, _, why in told], pa.string()),
        }
    )
    with store.writing() as cursor:
        cursor.register("arriving_reading", readings)
        cursor.register("arriving_telling", tellings)
        _replace(cursor)


def _replace(cursor: DuckDBPyConnection) -> None:
    """Replace what is known of some texts. An import undone meanwhile took its texts along."""
    for table in ("reading", "telling"):
        cursor.execute(
            f"""
            delete from {table}
            where text in (select text from arriving_reading)
            """
        )
        cursor.execute(
            f"""
            insert into {table} by name
            from arriving_{table}
            where text in (select text from text)
            """
        )
    cursor.execute(
        """
        insert into stale
        select distinct community
        from place
        where text in (select text from arriving_reading)
        """
    )
