"""The gate against files no importer may see; each is built here, byte by byte where need be."""

import copy
import gc
import hashlib
import io
import json
import os
import random
import stat
import struct
import zipfile
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import iterparse

import duckdb
import openpyxl
import pytest

from data.gate import LONGEST_NAME
from data.refusal import (
    DamagedFileError,
    EmptyFileError,
    RefusedError,
    UnknownFormatError,
    UnsafeFileError,
)
from data.upload import Caps, Form, Upload

ENDINGS = ["zip", "xlsx", "csv", "tsv", "txt", "json", "xml"]
TABLE = b"author,time,text\nana,2024-03-01 09:00,Who has tried a silent retro?\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
OPEN_FILES = Path("/proc/self/fd")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def hand_in(tmp_path):
    """Hand in bytes under a name, as a visitor does: the name on disk is another."""

    numbers = count()

    def of(content, name="export.zip", **caps):
        path = tmp_path / f"{next(numbers)}.upload"
        path.write_bytes(content)
        return Upload.of(path, name, caps=Caps(**caps))

    return of


def zipped(members, change=None, method=zipfile.ZIP_DEFLATED):
    """Return a zip; ``change`` may forge its list of members before that is written."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if change:
            change(archive)
    return target.getvalue()


def workbook():
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["author", "time", "text"])
    book.save(target)
    return target.getvalue()


def with_member(content, name, inside):
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inside)
    return target.getvalue()


# What is taken


def test_a_zip_shows_its_members_sorted_and_reads_them(hand_in):
    content = zipped({"users.json": b"[]", "retro/2024-03-01.json": b'[{"text": "Hi"}]'})
    upload = hand_in(content, "team.zip")
    assert (upload.form, upload.size) == (Form.ZIP, len(content))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.names() == ("retro/2024-03-01.json", "users.json")
    assert upload.read("retro/2024-03-01.json") == b'[{"text": "Hi"}]'
    assert upload.head() == b""
    assert upload.looks_like == "a zip archive with retro/2024-03-01.json, users.json"


def test_a_single_file_has_one_member_its_own_name(hand_in):
    upload = hand_in(TABLE, "talk.csv")
    assert upload.form is Form.TEXT
    assert upload.names() == ("talk.csv",)
    assert upload.read("talk.csv") == TABLE
    assert upload.head(6) == b"author"


def test_a_workbook_counts_as_one_file(hand_in):
    content = workbook()
    upload = hand_in(content, "talk.xlsx")
    assert upload.form is Form.WORKBOOK
    assert upload.names() == ("talk.xlsx",)
    assert upload.read("talk.xlsx") == content
    assert upload.head(2) == b"PK"
    with upload.open("talk.xlsx") as stream:
        assert openpyxl.load_workbook(stream).active["A1"].value == "author"


def test_a_folder_is_read_like_a_zip_without_following_links(tmp_path):
    folder = tmp_path / "dump"
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "Posts.xml").write_text("<posts/>")
    (folder / ".DS_Store").write_bytes(b"litter")
    (tmp_path / "secret.txt").write_text("not handed in")
    (folder / "site" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "site" / "up").symlink_to(tmp_path)
    upload = Upload.of(folder)
    assert (upload.form, upload.name, upload.size) == (Form.FOLDER, "dump", 8)
    assert upload.names() == ("Posts.xml",)
    assert upload.read("Posts.xml") == b"<posts/>"
    assert upload.head() == b""
    before = upload.sha256
    (folder / "site" / "Posts.xml").write_text("<posts />")
    assert Upload.of(folder).sha256 != before


def test_a_folder_may_have_names_that_are_no_letters(tmp_path):
    (tmp_path / os.fsdecode(b"f\xfcr.csv")).write_bytes(TABLE)
    upload = Upload.of(tmp_path)
    assert upload.names() == ("f\ufffdr.csv",)
    assert upload.read("f\ufffdr.csv") == TABLE
    (tmp_path / os.fsdecode(b"f\xfdr.csv")).write_bytes(TABLE)
    with pytest.raises(UnsafeFileError, match="two of its files have one name"):
        Upload.of(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(EmptyFileError, match="the folder holds no files"):
        Upload.of(tmp_path)


def test_a_folder_has_caps_too(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(TABLE)
    assert len(Upload.of(tmp_path, caps=Caps(members=2)).names()) == 2
    for caps in (Caps(members=1), Caps(upload=10), Caps(total=100)):
        with pytest.raises(UnsafeFileError):
            Upload.of(tmp_path, caps=caps)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'\xef\xbb\xbf \n{"messages": []}', Form.JSON),
        (b'[{"text": "Who has tried this?"}]', Form.JSON),
        (b"[1, 2]", Form.JSON),
        (b"[]", Form.JSON),
        ('{"text": "ü"}'.encode("utf-16"), Form.JSON),
        (b"<?xml version='1.0'?><posts></posts>", Form.XML),
        (b'  <row Id="1" />', Form.XML),
        (b"<posts>\n  <row/></posts>", Form.XML),
        (TABLE, Form.TEXT),
        (b"[12/03/2024, 10:00:00] Ana: Who has tried this?", Form.TEXT),
        (b"[author],[time]\nana,1\n", Form.TEXT),
        (b"<ana> Who has tried this?\n<ben> I have.\n", Form.TEXT),
        ("author;text\nJürgen;für später\n".encode("latin-1"), Form.TEXT),
        ("author;text\nJürgen;für später\n".encode("utf-16"), Form.TEXT),
        ("author;text\nana;ok\n".encode("utf-16-le"), Form.TEXT),
        ("名前,本文\n花子,振り返り\n".encode("shift-jis"), Form.TEXT),
        (b"author,text\nana,a\0b\n", Form.TEXT),
    ],
)
def test_the_form_is_told_by_content(hand_in, content, form):
    assert hand_in(content, "export").form is form


def test_streams_feed_the_readers_that_importers_use(hand_in):
    rows = "".join(f'<row Id="{number}" Body="{"x" * 90}" />' for number in range(5000))
    upload = hand_in(zipped({"Posts.xml": f"<posts>{rows}</posts>", "users.json": '["ana"]'}))
    with upload.open("Posts.xml") as stream:
        assert sum(element.tag == "row" for _, element in iterparse(stream)) == 5000
    with upload.open("users.json") as stream:
        assert json.load(stream) == ["ana"]
    with upload.open("Posts.xml") as stream:
        assert next(io.TextIOWrapper(stream, "utf-8")).startswith("<posts>")


def test_two_members_can_be_read_side_by_side(hand_in):
    upload = hand_in(zipped({"a.txt": "a" * 300_000, "b.txt": "b" * 300_000}))
    with upload.open("a.txt") as a, upload.open("b.txt") as b:
        pairs = zip(iter(lambda: a.read(7000), b""), iter(lambda: b.read(7000), b""), strict=True)
        assert all((set(x), set(y)) == ({97}, {98}) for x, y in pairs)


def test_letting_go_of_an_upload_closes_its_file(hand_in):
    upload = hand_in(zipped({"a.txt": "a"}))
    if not OPEN_FILES.is_dir():
        pytest.skip("this system does not list open files")
    path = upload.path
    assert path in {number.resolve() for number in OPEN_FILES.iterdir()}
    del upload
    gc.collect()
    assert path not in {number.resolve() for number in OPEN_FILES.iterdir()}


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (b"{'text': 1}", "export.json", Form.JSON),
        (b"{'text': 1}", "export.txt", Form.TEXT),
        (b"<note>Who has tried this?</note>", "export.xml", Form.XML),
        (b"<note>Who has tried this?</note>", "export.txt", Form.TEXT),
    ],
)
def test_in_doubt_the_name_decides(hand_in, content, name, form):
    assert hand_in(content, name).form is form


# G: every format


@pytest.mark.parametrize("ending", ENDINGS)
def test_g01_nothing_in_it(hand_in, ending):
    with pytest.raises(EmptyFileError, match=r"export.* is empty \(0 bytes\)"):
        hand_in(b"", f"export.{ending}")


@pytest.mark.parametrize("content", [b" \r\n\t", b"\xef\xbb\xbf\n", bytes(500)])
def test_g01_nothing_but_blanks(hand_in, content):
    with pytest.raises(EmptyFileError, match="nothing but blanks"):
        hand_in(content, "export.csv")


def test_g02_one_byte_over_the_limit(hand_in):
    assert hand_in(TABLE, "talk.csv", upload=len(TABLE)).size == len(TABLE)
    with pytest.raises(UnsafeFileError, match=r"it has 68 bytes, and the limit is 67 bytes"):
        hand_in(TABLE, "talk.csv", upload=len(TABLE) - 1)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (PNG, "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "a JPEG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x1f\x8b\x08\0" + TABLE, "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07\x01\0", "a rar archive"),
        (OLE, "an old Excel file"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"{\\rtf1\\ansi", "a word processor document"),
        (bytes(range(256)) * 8, "binary data"),
        (random.Random(1).randbytes(5000), "binary data"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "json", "zip"])
def test_g04_the_ending_lies(hand_in, content, what, ending):
    with pytest.raises(DamagedFileError, match=f"looks like {what}.*, not {ending.upper()}"):
        hand_in(content, f"export.{ending}")


def test_g04_a_picture_that_says_so_is_no_export_either(hand_in):
    with pytest.raises(UnknownFormatError, match="a PNG picture, not an export"):
        hand_in(PNG, "team.png")


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (zipped({"a.csv": TABLE}), "export.csv", "a zip archive, not CSV"),
        (zipped({"a.csv": TABLE}), "export.xlsx", "a zip archive, not XLSX"),
        (TABLE, "export.zip", "text, not ZIP"),
        (TABLE, "export.xlsx", "text, not XLSX"),
        (TABLE, "export.json", "text, not JSON"),
        (b'{"a": 1}', "export.csv", "JSON, not CSV"),
        (b"<?xml version='1.0'?><posts/>", "export.csv", "XML, not CSV"),
        (workbook(), "export.csv", "an Excel workbook, not CSV"),
        (workbook(), "export.zip", "an Excel workbook, not ZIP"),
    ],
)
def test_g05_named_what_it_is_not(hand_in, content, name, what):
    with pytest.raises(DamagedFileError, match=f"this looks like {what}"):
        hand_in(content, name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.csv", "x.csv"),
        ("C:\\x.csv", "x.csv"),
        ("a\0b.csv", "ab.csv"),
        ("CON.csv", "CON.csv"),
        ("talk\u202evsc.csv", "talkvsc.csv"),
        ("<b>=cmd|x<b>", "<b>=cmd|x<b>"),
        ("<b>=cmd|x</b>", "b>"),
        ("a\nb\x1b[31m.csv", "ab[31m.csv"),
        ("bad\udc80.csv", "bad.csv"),
        ("", "upload"),
        ("..", ".."),
        ("/", "upload"),
    ],
)
def test_g06_a_name_is_shown_and_never_a_path(hand_in, name, shown):
    upload = hand_in(TABLE, name)
    assert upload.name == shown
    assert upload.read(shown) == TABLE


def test_g06_a_long_name_is_cut_in_the_middle(hand_in):
    upload = hand_in(TABLE, "x" * 300 + ".csv")
    assert len(upload.name) == LONGEST_NAME
    assert upload.name.endswith(".csv")


def test_without_a_name_the_file_has_its_own(tmp_path):
    path = tmp_path / "talk.csv"
    path.write_bytes(TABLE)
    assert Upload.of(path).name == "talk.csv"


@pytest.mark.parametrize("ending", ["csv", "json", "xml", "txt"])
@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><title>Sign in</title></html>",
        b"\xef\xbb\xbf\n<HTML lang=en>",
        b"<!-- cached -->\n<!-- twice --> <html>",
        b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'>",
        "<html>".encode("utf-16"),
    ],
)
def test_g10_a_sign_in_page(hand_in, page, ending):
    expected = r"this is a web page, not an export \(sign-in page\?\)"
    with pytest.raises(DamagedFileError, match=expected):
        hand_in(page, f"export.{ending}")


def test_g10_a_page_of_comments_takes_no_time(hand_in):
    assert hand_in(b"<!--" + b"--><!--" * 9000, "export").form is Form.XML


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RefusedError, match=r"gone\.csv: it cannot be opened") as caught:
        Upload.of(tmp_path / "gone.csv")
    assert str(tmp_path) not in str(caught.value)


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedError, match="a device, not a file"):
        Upload.of(tmp_path / "pipe")


# Z: zips


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../../x.json", "leads out of the archive"),
        ("retro/../../x.json", "leads out of the archive"),
        ("/abs/x.json", "absolute path"),
        ("..\\..\\x.json", "backslash"),
        ("C:x.json", "absolute path"),
        ("C:\\x.json", "backslash"),
        ("../", "leads out of the archive"),
    ],
)
def test_z01_a_path_in_a_member_name(hand_in, name, what):
    with pytest.raises(UnsafeFileError, match=what) as caught:
        hand_in(zipped({"users.json": "[]", name: ""}))
    assert caught.value.where == f"member {name}"


def test_z01_a_nul_in_a_member_name(hand_in):
    content = zipped({"users.json?x.exe": "[]"}).replace(b"json?x", b"json\0x")
    with pytest.raises(UnsafeFileError, match="NUL"):
        hand_in(content)


def test_z02_a_link(hand_in):
    link = zipfile.ZipInfo("users.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(UnsafeFileError, match=r"member users\.json: it is a link"):
        hand_in(zipped({link: "/etc/passwd"}))


def test_z03_a_bomb_stops_while_it_is_read(hand_in):
    upload = hand_in(zipped({"bomb.json": bytes(50_000_000), "users.json": "[]"}))
    assert upload.read("users.json") == b"[]"
    unpacked = 0
    with upload.open("bomb.json") as stream, pytest.raises(UnsafeFileError) as caught:
        while chunk := stream.read(1000):
            unpacked += len(chunk)
    assert unpacked < 6_000_000
    assert "member bomb.json: it unpacks to more than 100 times its size" in str(caught.value)
    with pytest.raises(UnsafeFileError):
        upload.read("bomb.json")


def test_z03_a_short_member_may_be_all_alike(hand_in):
    upload = hand_in(zipped({"a.txt": bytes(1024**2), "b.txt": bytes(1024**2 + 1)}))
    assert len(upload.read("a.txt")) == 1024**2
    with pytest.raises(UnsafeFileError, match=r"b\.txt"):
        upload.read("b.txt")


def test_z03_a_member_at_and_over_its_cap(hand_in):
    content = zipped({"a.txt": b"a" * 5000, "b.txt": b"b" * 5001})
    upload = hand_in(content, member=5000)
    assert len(upload.read("a.txt")) == 5000
    with pytest.raises(UnsafeFileError, match=r"b\.txt: it unpacks to more than 5,000 bytes"):
        upload.read("b.txt")


def test_z03_all_members_together_have_a_cap_and_reading_twice_counts_once(hand_in):
    upload = hand_in(zipped({f"{n}.txt": b"x" * 1000 for n in range(4)}), total=3000)
    for _ in range(5):
        assert [len(upload.read(f"{n}.txt")) for n in range(3)] == [1000] * 3
    with pytest.raises(UnsafeFileError, match="the archive unpacks to over 3,000 bytes"):
        upload.read("3.txt")


def test_z04_the_list_lies_about_a_size(hand_in):
    def lie(archive):
        archive.filelist[0].file_size = 1000

    upload = hand_in(zipped({"bomb.json": bytes(50_000_000)}, lie))
    with pytest.raises(DamagedFileError, match=r"member bomb\.json: damaged archive"):
        upload.read("bomb.json")


def test_z05_many_names_over_the_same_bytes(hand_in):
    def repeat(archive):
        for number in range(2000):
            again = copy.copy(archive.filelist[0])
            again.filename = f"{number}.json"
            archive.filelist.append(again)

    with pytest.raises(UnsafeFileError, match="overlap those of another member"):
        hand_in(zipped({"x.json": bytes(900_000)}, repeat))


def test_z05_a_member_inside_another(hand_in):
    inner = zipped({"in.json": bytes(500)})

    def point_inside(archive):
        hidden = zipfile.ZipFile(io.BytesIO(inner)).filelist[0]
        hidden.header_offset = archive.filelist[0].header_offset + len("out.bin") + 30
        archive.filelist.append(hidden)

    content = zipped({"out.bin": inner}, point_inside, zipfile.ZIP_STORED)
    with pytest.raises(UnsafeFileError, match=r"in\.json: its bytes overlap"):
        hand_in(content)


def test_z05_a_member_that_runs_into_the_list(hand_in):
    def lengthen(archive):
        archive.filelist[0].compress_size += 40

    with pytest.raises(UnsafeFileError, match="overlap the list of members"):
        hand_in(zipped({"a.txt": "a"}, lengthen))


def test_z05_a_member_that_is_elsewhere(hand_in):
    def move(archive):
        archive.filelist[0].header_offset += 3

    with pytest.raises(DamagedFileError, match="does not stand where the list says"):
        hand_in(zipped({"a.txt": "a"}, move))


def test_z06_archives_in_archives_stay_shut(hand_in):
    innermost = zipped({"users.json": "[]"})
    middle = zipped({"middle.zip": innermost})
    with pytest.raises(UnsafeFileError, match=r"further archives \(outer\.zip\).*not opened"):
        hand_in(zipped({"outer.zip": middle}))
    upload = hand_in(zipped({"users.json": "[]", "files/photos.zip": b"PK\x03\x04 broken"}))
    assert upload.names() == ("files/photos.zip", "users.json")


@pytest.mark.parametrize("many", [5, 4000])
def test_z07_too_many_members(hand_in, many):
    content = zipped({f"{number}.json": "" for number in range(many)})
    assert len(hand_in(content, members=many).names()) == many
    with pytest.raises(UnsafeFileError, match=f"more than {many - 1:,} files"):
        hand_in(content, members=many - 1)


def test_z07_a_list_that_is_far_too_long_is_not_even_read(hand_in):
    def pad(archive):
        for info in archive.filelist:
            info.comment = bytes(60_000)

    with pytest.raises(UnsafeFileError, match=r"its list of members has 900,\d+ bytes"):
        hand_in(zipped({f"{number}.json": "" for number in range(15)}, pad), members=20)


def test_z08_two_members_of_one_name(hand_in):
    content = zipped({"users.json": "[]", "usersXjson": "[]"}).replace(b"usersX", b"users.")
    with pytest.raises(UnsafeFileError, match=r"member users\.json: there are two members"):
        hand_in(content)


def test_z09_an_encrypted_member(hand_in):
    def encrypt(archive):
        archive.filelist[0].flag_bits |= 1

    upload = hand_in(zipped({"users.json": "[]", "channels.json": "[]"}, encrypt))
    assert upload.read("channels.json") == b"[]"
    with pytest.raises(DamagedFileError, match=r"users\.json.*password-protected.*without"):
        upload.open("users.json")


@pytest.mark.parametrize("method", [9, 12, 14, 99])
def test_z10_a_compression_that_is_not_read(hand_in, method):
    def claim(archive):
        archive.filelist[0].compress_type = method

    with pytest.raises(DamagedFileError, match=rf"users\.json.*method {method}"):
        hand_in(zipped({"users.json": "[]"}, claim)).read("users.json")


def test_z10_a_zip_of_a_later_kind(hand_in):
    content = bytearray(zipped({"users.json": "[]"}))
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + 6, 99)
    with pytest.raises(DamagedFileError):
        hand_in(bytes(content))


def test_z11_a_download_that_was_cut_off(hand_in):
    with pytest.raises(DamagedFileError, match="download seems incomplete"):
        hand_in(zipped({"users.json": "[]"})[:-10])


def test_z11_a_member_with_wrong_bytes(hand_in):
    content = zipped({"a.json": "[1]", "b.json": "[2]"}, method=zipfile.ZIP_STORED)
    upload = hand_in(content.replace(b"[2]", b"[3]"))
    assert upload.read("a.json") == b"[1]"
    with pytest.raises(DamagedFileError, match=r"b\.json: damaged archive: .* checksum") as caught:
        upload.read("b.json")
    assert caught.value.where == "member b.json"


def test_z12_what_computers_add_is_left_out(hand_in):
    names = ["users.json", "__MACOSX/._users.json", ".DS_Store", "retro/Thumbs.db", "logo.png"]
    upload = hand_in(zipped(dict.fromkeys(names, "x")))
    assert upload.names() == ("logo.png", "users.json")


def test_z13_one_top_folder_is_taken_off(hand_in):
    names = ["team/users.json", "team/retro/1.json", "__MACOSX/team/._users.json"]
    upload = hand_in(zipped({"team/": "", **dict.fromkeys(names, "[]")}))
    assert upload.names() == ("retro/1.json", "users.json")
    assert upload.read("users.json") == b"[]"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("für".encode(), "für"),
        ("für".encode("cp437"), "für"),
        ("für".encode("latin-1"), "fⁿr"),
        (b"fu\xcc\x88r", "für"),
    ],
)
def test_z14_names_in_any_alphabet(hand_in, raw, shown):
    placeholder = "?" * len(raw)
    content = zipped({f"{placeholder}/1.json": "[]", "users.json": "[]"})
    upload = hand_in(content.replace(placeholder.encode(), raw))
    assert upload.names() == tuple(sorted([f"{shown}/1.json", "users.json"]))
    assert upload.read(f"{shown}/1.json") == b"[]"


@pytest.mark.parametrize("members", [{}, {"empty/": ""}, {"__MACOSX/._a": "x"}])
def test_z15_no_files(hand_in, members):
    with pytest.raises(EmptyFileError, match="the archive holds no files"):
        hand_in(zipped(members))


def test_a_zip_broken_at_any_byte_is_read_or_refused(hand_in):
    sound = zipped({"users.json": b'["ana"]' * 40, "retro/1.json": b"[]"})
    dice = random.Random(20240301)
    refused = 0
    for _ in range(1500):
        broken = bytearray(sound)
        for _ in range(dice.randint(1, 3)):
            broken[dice.randrange(4, len(broken))] = dice.choice([0, 1, 0x50, 0x7F, 0xFF])
        try:
            upload = hand_in(bytes(broken))
            for name in upload.names():
                upload.read(name)
        except RefusedError:
            refused += 1
    assert refused > 500


# X and D: workbooks and databases


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (OLE, "talk.xls"),
        (OLE, "talk.xlsx"),
        (with_member(workbook(), "xl/vbaProject.bin", b"macro"), "talk.xlsm"),
        (with_member(workbook(), "xl/vbaProject.bin", b"macro"), "talk.xlsx"),
        (workbook(), "talk.xlsm"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"x"}), "talk.xlsb"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": "x"}), "talk.docx"),
        (TABLE, "talk.xls"),
    ],
)
def test_x04_other_office_files(hand_in, content, name):
    with pytest.raises(RefusedError, match=r"Save it as \.xlsx or CSV"):
        hand_in(content, name)


def test_x06_a_bomb_in_a_workbook_is_found_before_anybody_opens_it(hand_in):
    bomb = with_member(workbook(), "xl/bomb.xml", bytes(20_000_000))
    with pytest.raises(UnsafeFileError, match=r"member xl/bomb\.xml: it unpacks"):
        hand_in(bomb, "talk.xlsx")


def test_x06_a_workbook_has_the_other_caps_too(hand_in):
    with pytest.raises(UnsafeFileError, match="the archive unpacks to over 2,000 bytes"):
        hand_in(workbook(), "talk.xlsx", total=2000)
    with pytest.raises(UnsafeFileError, match="more than 3 files"):
        hand_in(workbook(), "talk.xlsx", members=3)


def test_d01_a_database_is_not_opened(hand_in, tmp_path):
    path = tmp_path / "made.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute("create table post (author text)")
        database.execute(f"copy post to '{tmp_path / 'made.parquet'}' (format parquet)")
    with pytest.raises(UnknownFormatError, match=r"a DuckDB database.*Save it as \.xlsx or CSV"):
        hand_in(path.read_bytes(), "community.duckdb")
    with pytest.raises(DamagedFileError, match="a DuckDB database, not CSV"):
        hand_in(path.read_bytes(), "community.csv")
    with pytest.raises(UnknownFormatError, match="a Parquet file"):
        hand_in((tmp_path / "made.parquet").read_bytes(), "community.parquet")
