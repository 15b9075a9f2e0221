"""What tests of importers share: making a file, reading it, and taking it into a store."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from data.importers import Choices, importer_for, settled
from data.intake import add
from data.records import Item, LeftOut
from data.store import Store
from data.upload import Upload


def as_bytes(content: object) -> bytes:
    """Return bytes and text as they are, everything else as JSON."""
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def file_of(folder: Path, name: str, content: object) -> Upload:
    """Hand in one file."""
    file = Path(folder) / name
    file.write_bytes(as_bytes(content))
    return Upload.of(file)


def zip_of(folder: Path, members: dict[str, object], name: str = "export.zip") -> Upload:
    """Hand in a zip of members."""
    file = Path(folder) / name
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for member, content in members.items():
            made.writestr(member, as_bytes(content))
    return Upload.of(file)


def read(upload: Upload, choices: Choices | None = None) -> list[Item]:
    """Return everything the one importer that recognises an upload reads in it."""
    importer = importer_for(upload)
    findings = settled(importer, upload, choices or Choices())
    return list(importer.read(upload, findings.choices))


def of(kind: type, items: Iterable[Item]) -> list:
    return [item for item in items if isinstance(item, kind)]


def reasons(items: Iterable[Item]) -> Counter:
    return Counter(item.reason for item in of(LeftOut, items))


def taken(folder: Path, upload: Upload, choices: Choices | None = None, never: Iterable[str] = ()):
    """Take an upload into a new store, and again; return the first report.

    Checks that the counts add up, that the second time adds nothing, and that none of the words
    that may ``never`` be kept stands in any column of any table.
    """
    with closing(Store(Path(folder) / "community.duckdb")) as store:
        report = add(store, upload, choices=choices)
        left_out = sum(report.left_out.values())
        assert report.rows > 0
        assert report.rows == report.imported + report.duplicates + left_out + len(report.rejected)
        again = add(store, upload, choices=choices)
        assert "Nothing in it was new" in again.message
        tables = store.read("select table_name as name from information_schema.tables")
        kept = {
            str(value)
            for table in sorted(set(tables["name"]))
            for row in store.read(f"from {table}").itertuples(index=False)
            for value in row
        }
        assert [word for word in never if any(word in value for value in kept)] == []
    return report
