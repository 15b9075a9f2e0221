"""Tell the kinds of the posts in a file: ``python -m metrics.kinds FILE.csv``.

The file has the columns ``id`` and ``text``, in UTF-8. The answer is CSV on standard output: id,
kinds (joined by ``|``), language, why. A file that cannot be read whole gives no answer, the reason
on standard error, and 3.
"""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path

from data.refusal import DamagedFileError, EmptyFileError, MissingColumnError, RefusedError
from metrics.kinds import read

REFUSED = 3
COLUMNS = ("id", "text")


def _places(header: list[str], file: Path) -> list[int]:
    """Return where the columns stand; each must be there once."""
    for column in COLUMNS:
        if header.count(column) != 1:
            found = ", ".join(header)
            count = "more than one" if column in header else "no"
            raise MissingColumnError(
                str(file),
                f'It has {count} column "{column}" (found: {found}).',
                "Give it one column named id and one named text.",
                where="row 1",
            )
    return [header.index(column) for column in COLUMNS]


def _posts(file: Path) -> list[tuple[str, str]]:
    """Return id and text of every post, or say why the file cannot be read."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        header = next(rows, None)
        if header is None:
            raise EmptyFileError(str(file), "It is empty.", "Export it again.")
        places = _places(header, file)
        posts = []
        for row in rows:
            if row and len(row) != len(header):
                raise DamagedFileError(
                    str(file),
                    f"{len(row)} fields where the header has {len(header)}.",
                    "Put texts with commas or line breaks in quotes.",
                    where=f"line {rows.line_num}",
                )
            if row:
                posts.append((row[places[0]], row[places[1]]))
    return posts


def posts_in(file: Path) -> list[tuple[str, str]]:
    """Return id and text of every post in a CSV file. Raises RefusedError."""
    try:
        return _posts(file)
    except OSError as error:
        remedy = "Check the name and the folder."
        raise RefusedError(str(file), f"{error.strerror}.", remedy) from error
    except UnicodeDecodeError as error:
        what = f"Byte {error.object[error.start]:#04x} is not UTF-8."
        raise DamagedFileError(str(file), what, "Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        remedy = "Check that every quote is closed and export it again."
        raise DamagedFileError(str(file), f"It is no valid CSV: {error}.", remedy) from error


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 3 when the file was refused."""
    parser = ArgumentParser(prog="python -m metrics.kinds", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="CSV with columns id, text")
    # A post may be longer than the 128 kB the csv module takes by default.
    csv.field_size_limit(sys.maxsize)
    try:
        posts = posts_in(parser.parse_args(arguments).file)
    except RefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    sys.stdout.reconfigure(encoding="utf-8")
    answer = csv.writer(sys.stdout, lineterminator="\n")
    answer.writerow(("id", "kinds", "language", "why"))
    verdicts = read([text for _, text in posts])
    for (name, _), verdict in zip(posts, verdicts, strict=True):
        answer.writerow((name, "|".join(verdict.kinds), verdict.language, verdict.why))
    return 0


if __name__ == "__main__":
    sys.exit(main())
