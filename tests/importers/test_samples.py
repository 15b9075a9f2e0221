"""Every sample export next to what reading it must give. A new importer adds a sample, no test.

A sample that is a folder named *.zip is zipped first, so that its content stays readable in a diff.
`<sample>.choices` holds what a visitor would say of it (JSON, the fields of Choices).
`<sample>.expected` holds one record a line, as JSON without default values.
"""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from data.importers import Choices, importer_for, importers, settled
from data.upload import Upload

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = sorted(SAMPLES.glob("*.expected"))


def upload_of(source: Path, folder: Path) -> Upload:
    """Return the sample as a visitor would hand it in."""
    target = folder / source.name
    if source.is_dir() and source.suffix == ".zip":
        shutil.make_archive(str(target.with_suffix("")), "zip", source)
    elif source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)
    return Upload.of(target)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_sample_reads_as_expected(expected, tmp_path):
    source = expected.with_suffix("")
    said = source.with_name(source.name + ".choices")
    choices = Choices(**json.loads(said.read_text("utf-8"))) if said.exists() else Choices()
    upload = upload_of(source, tmp_path)
    importer = importer_for(upload)
    assert source.name.startswith(importer.name)
    items = importer.read(upload, settled(importer, upload, choices).choices)
    lines = [msgspec.json.encode(item, enc_hook=str).decode() for item in items]
    assert lines == expected.read_text("utf-8").splitlines()


def test_every_importer_has_a_sample():
    assert {importer.name for importer in importers()} == {
        path.name.partition(".")[0].partition("-")[0] for path in EXPECTED
    }
