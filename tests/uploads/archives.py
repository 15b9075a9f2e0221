"""Cases Z: what can be wrong with an archive."""

import copy
import io
import stat
import struct
import zipfile

from data.store import Store
from tests.uploads.case import case, message, refused, slack, taken, zipped

DAY = "coaching/2026-03-03.json"


def _with(**members: object) -> bytes:
    return zipped(slack(**members))


def _forged(change) -> bytes:
    return zipped(slack(), change)


@case("Z01", "members whose names lead out of the archive")
def paths():
    tricks = {
        "../../x.json": "its name leads out of the archive",
        "/abs/x.json": "its name is an absolute path",
        "..\\..\\x.json": "its name has a backslash in it",
        "C:x.json": "its name is an absolute path",
    }
    return [
        refused(_with(**{name: "[]"}), "slack.zip", f"member {name}: {what}")
        for name, what in tricks.items()
    ]


@case("Z02", "a member that is a link")
def a_link():
    link = zipfile.ZipInfo("coaching/2026-03-04.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = zipped(slack() | {link: "/etc/passwd"})
    return [refused(content, "slack.zip", f"member {link.filename}: it is a link to another file")]


@case("Z03", "a bomb: 50 MB of one letter in 48 KB")
def a_bomb():
    told = (f"member {DAY}: it unpacks to more than 100 times its size",)
    return [refused(_with(**{DAY: b"0" * 50_000_000}), "slack.zip", *told)]


@case("Z04", "a list of members that lies about a size")
def a_lying_list():
    def lie(archive: zipfile.ZipFile) -> None:
        archive.getinfo(DAY).file_size = 1000

    content = zipped(slack(**{DAY: b"[" + b" " * 50_000_000 + b"]"}), lie)
    return [refused(content, "slack.zip", f"member {DAY}: damaged archive", "checksum")]


@case("Z05", "2,000 names over the same bytes")
def the_same_bytes():
    def repeat(archive: zipfile.ZipFile) -> None:
        for number in range(2000):
            again = copy.copy(archive.getinfo("coaching/2026-03-02.json"))
            again.filename = f"coaching/{2100 + number}-01-01.json"
            archive.filelist.append(again)

    told = "its bytes overlap those of another member"
    return [refused(_forged(repeat), "slack.zip", told)]


@case(
    "Z06",
    "a zip in a zip in a zip",
    "tests/data/test_upload.py::test_z06_archives_in_archives_stay_shut",
)
def a_zip_in_a_zip():
    middle = zipped({"middle.zip": zipped(slack())})
    told = ("nothing but further archives (outer.zip), and those are not opened", "Unpack it")
    return [
        refused(zipped({"outer.zip": middle}), "export.zip", *told),
        taken(_with(**{"files/photos.zip": middle}), "slack.zip", "a file without messages"),
    ]


@case("Z07", "more members than any export has")
def too_many():
    content = _with(**{f"attachments/{number}.txt": "" for number in range(30)})
    few = {"COMMUNITY_CAPS": "members=20"}
    return [
        refused(content, "slack.zip", "it holds more than 20 files", settings=few),
        taken(content, "slack.zip"),
    ]


@case("Z08", "two members of one name")
def one_name():
    content = _with(usersXjson="[]").replace(b"usersX", b"users.")
    return [refused(content, "slack.zip", "member users.json: there are two members of this name")]


@case("Z09", "a member with a password")
def a_password():
    def encrypt(archive: zipfile.ZipFile) -> None:
        archive.getinfo("coaching/2026-03-02.json").flag_bits |= 1

    told = ("member coaching/2026-03-02.json", "password-protected", "without a password")
    return [refused(_forged(encrypt), "slack.zip", *told)]


@case("Z10", "a member that is compressed in a way nobody reads")
def a_method():
    def claim(archive: zipfile.ZipFile) -> None:
        archive.getinfo("coaching/2026-03-02.json").compress_type = 99

    return [refused(_forged(claim), "slack.zip", "2026-03-02.json", "method 99")]


@case("Z11", "a zip whose last ten bytes are missing")
def cut_off():
    return [
        refused(zipped(slack())[:-10], "slack.zip", "damaged archive", "download seems incomplete")
    ]


@case("Z12", "what computers add by themselves, and attachments")
def litter():
    extra = {"__MACOSX/coaching/._2026-03-02.json": b"\0", ".DS_Store": b"\0", "Thumbs.db": b"\0"}
    return [
        taken(
            _with(**extra, **{"uploads/retro.png": b"\x89PNG"}),
            "slack.zip",
            "a file without messages",
        )
    ]


@case("Z13", "an export that was zipped again with its folder")
def one_folder_more():
    inside = {f"our export/{name}": content for name, content in slack().items()}
    return [taken(zipped(inside), "slack.zip")]


@case("Z14", "names of members in the letters of another time")
def other_letters():
    def check(store: Store, report: dict) -> None:
        assert report["communities"] == ["für-alle"]

    made = []
    for raw in ("für-alle".encode("cp437"), "für-alle".encode()):
        placeholder = "x" * len(raw)
        members = {
            "users.json": [{"id": "U1", "name": "a"}],
            "channels.json": [{"id": "C1", "name": "für-alle", "members": ["U1"]}],
            f"{placeholder}/2026-03-02.json": [message(n) for n in range(12)],
        }
        content = zipped(members).replace(placeholder.encode(), raw)
        made.append(taken(content, "slack.zip", check=check))
    return made


@case("Z15", "an archive without any file")
def nothing_inside():
    target = io.BytesIO()
    zipfile.ZipFile(target, "w").close()
    assert len(target.getvalue()) == struct.calcsize("<4s4H2IH")
    return [refused(target.getvalue(), "slack.zip", "the archive holds no files")]
