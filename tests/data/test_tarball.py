"""A tar.gz is read in place, and one that holds a trick is refused by the name of its member."""

import gzip
import io
import random
import tarfile
from dataclasses import replace

import pytest

from data.gate import Caps
from data.refusal import DamagedFileError, EmptyFileError, UnsafeFileError
from data.upload import Form, Upload


def member(name, content=b"", **more):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in more.items():
        setattr(info, key, value)
    return info, content


@pytest.fixture
def tar(tmp_path):
    """Return a function that hands in a tar.gz of members."""

    def made(*members, caps=None, name="export.tar.gz", format=tarfile.PAX_FORMAT):
        file = tmp_path / name
        with tarfile.open(file, "w:gz", format=format) as archive:
            for info, content in members:
                archive.addfile(info, io.BytesIO(content))
        return Upload.of(file, caps=caps or Caps())

    return made


def test_members_are_read_in_any_order_and_named_in_their_own(tar):
    big = bytes(range(256)) * 4000
    upload = tar(
        member("guild/", type=tarfile.DIRTYPE),
        member("./guild/z.json", b"last"),
        member("guild/b.json", big),
        member("guild/" + "long" * 60 + ".json", b"far"),
        member("guild/a.json", b"first"),
        member("guild/._a.json", b"litter"),
    )
    assert upload.form is Form.TAR
    assert upload.names() == ("z.json", "b.json", "long" * 60 + ".json", "a.json")
    for name in (*upload.names(), *reversed(upload.names()), "a.json", "a.json"):
        assert upload.read(name) in (b"last", big, b"far", b"first")
    assert (upload.read("a.json"), upload.read("b.json")) == (b"first", big)
    assert upload.head() == b""


def test_a_stream_may_be_left_half_read(tar):
    upload = tar(member("x/a.json", b"a" * 100_000), member("x/b.json", b"b"))
    with upload.open("a.json") as stream:
        assert stream.read(10) == b"a" * 10
    assert upload.read("b.json") == b"b"


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (member("../x.json"), "leads out of the archive"),
        (member("/abs/x.json"), "absolute path"),
        (member("C:/x.json"), "absolute path"),
        (member("a\\x.json"), "backslash"),
        (member("x.json", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "link to another file"),
        (member("x.json", type=tarfile.LNKTYPE, linkname="good.json"), "link to another file"),
        (member("x.json", type=tarfile.FIFOTYPE), "no plain file"),
        (member("x.json", type=tarfile.CHRTYPE), "no plain file"),
        (member("good.json"), "two members of this name"),
    ],
)
def test_a_trick_is_refused_by_its_name(tar, bad, what):
    with pytest.raises(UnsafeFileError, match=what) as refused:
        tar(member("good.json", b"{}"), bad)
    assert bad[0].name.lstrip("./") in refused.value.where.replace("\\\\", "\\")


def test_more_than_the_caps_allow_is_refused(tar):
    zeros = member("x/zeros.bin", bytes(8_000_000))
    with pytest.raises(UnsafeFileError, match="more than 100 times its size"):
        tar(member("x/a.json", b"{}"), zeros)
    few = [member(f"x/{number}.json", b"{}") for number in range(5)]
    with pytest.raises(UnsafeFileError, match="more than 4 files"):
        tar(*few, caps=replace(Caps(), members=4))
    with pytest.raises(UnsafeFileError, match="unpacks to over 1,000 bytes"):
        tar(*few, caps=replace(Caps(), total=1000))
    upload = tar(member("x/a.json", b"abc"), *few, caps=replace(Caps(), member=2))
    with pytest.raises(UnsafeFileError, match="more than 2 bytes"):
        upload.read("a.json")


def test_a_header_that_only_memory_would_feel_is_refused(tar):
    info, content = member("x.json", b"{}")
    info.pax_headers = {"comment": "x" * 3_000_000}
    with pytest.raises(UnsafeFileError, match=r"one of its headers has 3,\d+,\d+ bytes"):
        tar((info, content), caps=replace(Caps(), ratio=10**6))


@pytest.mark.parametrize("cut", [60, 400, 2000])
def test_an_archive_that_was_cut_off_is_refused(tar, tmp_path, cut):
    content = random.Random(7).randbytes(9000)
    tar(member("x/a.json", content), member("x/b.json", content[::-1]))
    file = tmp_path / "export.tar.gz"
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(DamagedFileError, match="damaged archive"):
        Upload.of(file)


def test_wrong_bytes_are_seen(tar, tmp_path):
    tar(member("x/a.json", random.Random(7).randbytes(9000)))
    file = tmp_path / "export.tar.gz"
    raw = bytearray(file.read_bytes())
    raw[-6] ^= 0xFF
    file.write_bytes(raw)
    with pytest.raises(DamagedFileError, match="damaged archive"):
        Upload.of(file)


def test_gzip_that_is_no_tar_and_a_tar_without_files_are_told(tar, tmp_path):
    file = tmp_path / "users.csv.gz"
    file.write_bytes(gzip.compress(b"id,name\n1,ana\n"))
    with pytest.raises(ValueError, match="a gzip archive"):
        Upload.of(file)
    with pytest.raises(EmptyFileError, match="holds no files"):
        tar(member("x/", type=tarfile.DIRTYPE))
    with pytest.raises(DamagedFileError, match=r"a tar\.gz archive, not ZIP"):
        tar(member("x/a.json", b"{}"), name="export.zip")
