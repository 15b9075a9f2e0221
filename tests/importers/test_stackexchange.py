"""Stack Exchange dumps: the real one to the row, what a dump may lack, and what is no dump."""

import os
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import Choices, importer_for
from data.importers.stackexchange import IMPORTER
from data.records import How, LeftOut, Member, Post, Unread
from data.refusal import DamagedFileError, EmptyFileError, RefusedError, UnknownFormatError
from data.upload import Upload

REAL_DATA = Path(os.environ.get("REAL_DATA", Path(__file__).parents[3] / "shared/data"))
DUMP = REAL_DATA / "stackexchange_quantumcomputing"

QUESTION = 'Id="1" PostTypeId="1" CreationDate="2024-03-04T09:00:00" OwnerUserId="11" Title="How?"'
ANSWER = 'Id="2" PostTypeId="2" ParentId="1" CreationDate="2024-03-04T10:00:00" OwnerUserId="12"'
MIRA = 'Id="11" CreationDate="2024-02-01T08:00:00" DisplayName="Mira Lund"'
TOMASZ = 'Id="12" CreationDate="2024-02-01T09:00:00" DisplayName="Tomasz"'


def xml(part, *rows):
    """Return a file of a dump as bytes."""
    body = "".join(f"<row {row} />\n" for row in rows)
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{part}>\n{body}</{part}>'.encode()


@pytest.fixture
def dump(tmp_path):
    """Return a function that makes an upload of a folder with the given files."""

    def made(folder="learning_guild", **files):
        for part, content in files.items():
            target = tmp_path / folder / f"{part.title()}.xml"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        return Upload.of(tmp_path / folder)

    return made


def read(upload, **said):
    return list(IMPORTER.read(upload, IMPORTER.examine(upload, Choices(**said)).choices))


def attribute(text):
    return escape(text, {'"': "&quot;", "\n": "&#10;"})


def comment(text, author="13"):
    who = f'PostId="2" CreationDate="2024-03-05T10:00:00" UserId="{author}"'
    return f'Id="5" {who} Text="{attribute(text)}"'


@pytest.fixture
def said(dump):
    """Return a function that reads one comment under Tomasz' answer to Mira."""

    def post(text):
        upload = dump(
            posts=xml("posts", QUESTION, ANSWER),
            comments=xml("comments", comment(text)),
            users=xml("users", MIRA, TOMASZ),
        )
        return next(item for item in read(upload) if getattr(item, "id", "") == "comment/5")

    return post


def body(dump, html):
    """Return the text of a question with that body."""
    escaped = attribute(html)
    upload = dump(posts=xml("posts", f'{QUESTION} Body="{escaped}"'))
    return read(upload)[0].text.removeprefix("How?").removeprefix("\n")


@pytest.fixture(scope="module")
def items():
    """Return all the records of the real dump."""
    upload = Upload.of(DUMP)
    assert importer_for(upload) is IMPORTER
    return read(upload)


@pytest.mark.real
@pytest.mark.skipif(not DUMP.exists(), reason="the real data sets are not here")
class TestRealDump:
    def test_every_row_is_something(self, items):
        kinds = Counter(type(item) for item in items)
        assert kinds == {Post: 612 + 1060 + 3413, LeftOut: 314, Member: 3460}
        assert {item.reason for item in items if type(item) is LeftOut} == {"tag wiki"}

    def test_questions_answers_comments(self, items):
        posts = [item for item in items if type(item) is Post]
        assert sum(post.reply_to is None for post in posts) == 612
        assert sum(post.id.startswith("post/") for post in posts) == 612 + 1060
        assert sum(post.id.startswith("comment/") for post in posts) == 3413
        assert {post.how for post in posts} == {How.KNOWN}
        ids = {post.id for post in posts}
        assert {post.thread for post in posts} == {p.id for p in posts if p.reply_to is None}
        assert all(post.reply_to in ids for post in posts if post.reply_to)

    def test_402_accounts_wrote_something(self, items):
        """Of 3,461 rows in Users.xml one is the site's bot; three writers have no account left."""
        members = {item.person for item in items if type(item) is Member}
        authors = {item.author for item in items if type(item) is Post}
        assert len(members) == 3461 - 1
        assert len(authors & members) == 402
        assert len(authors - members) == 3
        assert all(author.startswith("deleted:") for author in authors - members)

    def test_dates(self, items):
        times = [item.at for item in items if type(item) is Post]
        assert f"{min(times):%Y-%m-%d}" == "2018-03-12"
        assert f"{max(times):%Y-%m-%d}" == "2018-09-01"


class TestWhatADumpMayLack:
    def test_posts_alone_as_a_single_file(self, dump, tmp_path):
        dump(posts=xml("posts", QUESTION, ANSWER))
        upload = Upload.of(tmp_path / "learning_guild" / "Posts.xml")
        assert importer_for(upload) is IMPORTER
        posts = read(upload)
        assert [post.community for post in posts] == ["Stack Exchange"] * 2
        assert [post.reply_to for post in posts] == [None, "post/1"]

    def test_no_users_no_comments_is_said(self, dump):
        upload = dump(posts=xml("posts", QUESTION))
        said = IMPORTER.examine(upload, Choices()).assumptions
        assert "Users.xml" in said["members"]
        assert "Comments.xml" in said["comments"]
        assert said["time zone"].startswith("UTC")

    def test_an_answer_may_stand_before_its_question(self, dump):
        upload = dump(
            posts=xml("posts", ANSWER, QUESTION), comments=xml("comments", comment("Why?"))
        )
        assert [item.thread for item in read(upload)] == ["post/1"] * 3

    def test_no_parent_named(self, dump):
        rows = [ANSWER.replace(' ParentId="1"', ""), QUESTION]
        upload = dump(
            posts=xml("posts", *rows),
            comments=xml("comments", comment("Why?").replace('PostId="2" ', "")),
        )
        answer, _, remark = read(upload)
        assert (answer.how, answer.reply_to, answer.thread) == (How.UNKNOWN, None, "post/2")
        assert (remark.how, remark.reply_to, remark.thread) == (How.UNKNOWN, None, None)

    def test_deleted_writers_without_a_name_are_one_each(self, dump):
        gone = ' OwnerUserId="11"'
        upload = dump(
            posts=xml("posts", QUESTION.replace(gone, "")),
            comments=xml("comments", comment("Why?").replace(' UserId="13"', "")),
        )
        assert [post.author for post in read(upload)] == ["deleted:post/1", "deleted:comment/5"]

    def test_members_come_with_nothing_but_a_date(self, dump):
        private = 'Location="Riga" AboutMe="me" WebsiteUrl="https://example.org" EmailHash="1"'
        upload = dump(posts=xml("posts", QUESTION), users=xml("users", f"{MIRA} {private}"))
        member = read(upload)[-1]
        assert (member.person, member.place, member.role) == ("11", None, None)
        assert f"{member.joined:%Y-%m-%d %H:%M}" == "2024-02-01 08:00"

    def test_community_is_the_one_chosen_else_the_file(self, dump):
        upload = dump(posts=xml("posts", QUESTION))
        assert read(upload)[0].community == "learning guild"
        assert read(upload, community="Guild")[0].community == "Guild"

    def test_a_domain_is_a_name(self, dump):
        upload = dump("learning.example.com", posts=xml("posts", QUESTION))
        assert read(upload)[0].community == "learning.example.com"

    def test_a_time_with_a_zone_is_moved_to_utc(self, dump):
        upload = dump(posts=xml("posts", QUESTION.replace("09:00:00", "09:00:00+02:00")))
        assert f"{read(upload)[0].at}" == "2024-03-04 07:00:00"

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (QUESTION.replace('Id="1" ', "", 1), "no Id"),
            (QUESTION.replace('Id="1"', 'Id="one"', 1), "Id is “one”"),
            (QUESTION.replace(' CreationDate="2024-03-04T09:00:00"', ""), "no CreationDate"),
            (QUESTION.replace("2024-03-04", "2024-13-04"), "CreationDate is “2024-13-04T"),
            (QUESTION + ' LastEditDate="soon"', "LastEditDate is “soon”"),
            ('Id="1"', "no PostTypeId"),
        ],
    )
    def test_a_bad_row_is_told_with_its_place(self, dump, row, why):
        upload = dump(posts=xml("posts", ANSWER, row))
        bad = read(upload)[1]
        assert type(bad) is Unread
        assert bad.where == "Posts.xml, row 2"
        assert bad.why.startswith(why)


class TestNames:
    @pytest.mark.parametrize(
        ("text", "kept", "mentions"),
        [
            ("@MiraLund thanks", "@member thanks", ("11",)),
            ("@Mira Lund, thanks", "@member, thanks", ("11",)),
            ("@mir: thanks", "@member: thanks", ("11",)),
            ("Thanks to @Tomasz's idea", "Thanks to @member's idea", ("12",)),
            ("@Tomasz and @Mira", "@member and @member", ("12", "11")),
            ("@Gone-Since why?", "@member why?", ()),
            ("I asked @Gone why", "I asked @Gone why", ()),
            ("as @To said", "as @To said", ()),
            ("mail m.l@example.org", "mail m.l@example.org", ()),
            ("use `@Tomasz` here", "use `@Tomasz` here", ()),
            ("@ (1) is wrong", "@ (1) is wrong", ()),
            ("[Mira Lund](https://x.example/users/11/mira) did", "@member did", ("11",)),
            ("[Mira Lund](https://x.example/users/99/mira) did", "@member did", ()),
            ("see https://x.example/users/11/mira-lund", "see @member", ()),
            ("see [this](https://x.example/a_(b)) now", "see this now", ()),
            ("a < b & c", "a < b & c", ()),
        ],
    )
    def test_name_goes_out_of_a_comment(self, said, text, kept, mentions):
        post = said(text)
        assert (post.text, post.mentions) == (kept, mentions)

    def test_two_who_fit_are_no_mention(self, dump):
        upload = dump(
            posts=xml("posts", QUESTION, ANSWER),
            comments=xml("comments", comment("@Tom yes")),
            users=xml("users", MIRA.replace("Mira Lund", "Tomke"), TOMASZ),
        )
        post = next(item for item in read(upload) if getattr(item, "id", "") == "comment/5")
        assert (post.text, post.mentions) == ("@member yes", ())

    def test_a_name_from_another_talk_goes_without_a_mention(self, dump):
        other = QUESTION.replace('Id="1"', 'Id="9"', 1).replace('"11"', '"14"')
        ines = 'Id="14" CreationDate="2024-02-01T08:00:00" DisplayName="Ines Berg"'
        upload = dump(
            posts=xml("posts", QUESTION, ANSWER, other),
            comments=xml("comments", comment("I asked @Ines Berg and @ines")),
            users=xml("users", MIRA, TOMASZ, ines),
        )
        post = next(item for item in read(upload) if getattr(item, "id", "") == "comment/5")
        assert (post.text, post.mentions) == ("I asked @member and @member", ())


class TestHtml:
    @pytest.mark.parametrize(
        ("html", "plain"),
        [
            ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
            ("<p>one\n  and   <b>two</b></p>", "one and two"),
            ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c", "> a\n> > b\nc"),
            ("<pre><code>x `y`\n  z</code></pre>end", "```\nx 'y'\n  z\n```\nend"),
            ("<pre>never ended", "```\nnever ended\n```"),
            ("call <code>a  b()</code> now", "call `a b()` now"),
            ('<a href="https://example.org">the words</a>', "the words"),
            ('<img src="http://example.org/p.png" alt="p">', ""),
            ("1 &lt; 2 &amp;amp; &#8364;", "1 < 2 &amp; €"),
            ("</blockquote></pre></code></a>still here", "still here"),
            ("<![odd[ thing", "<![odd[ thing"),
            ("<p>x <a y <!-- z</p>", "x <a y <!-- z"),
            ("a <!-- note --> b", "a b"),
        ],
    )
    def test_html_becomes_lines(self, dump, html, plain):
        assert body(dump, html) == plain

    def test_a_quote_is_not_nested_without_end(self, dump):
        assert len(body(dump, "<blockquote>" * 5000 + "x")) < 50

    @given(markup=st.text("<>!/[]&;- \n`apreblockquotecode@", max_size=200))
    def test_any_markup_gives_text(self, tmp_path_factory, markup):
        file = tmp_path_factory.getbasetemp() / "Posts.xml"
        file.write_bytes(xml("posts", f'{QUESTION} Body="{attribute(markup)}"'))
        assert read(Upload.of(file))[0].text.startswith("How?")


BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE posts [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
    b'<posts><row Id="1" PostTypeId="1" CreationDate="2024-03-04T09:00:00" Title="&b;"/></posts>'
)
OUTSIDE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE posts SYSTEM "http://example.org/posts.dtd">\n'
    b'<posts><row Id="1"/></posts>'
)
WHOLE = xml("posts", QUESTION, ANSWER)


class TestDamage:
    @pytest.mark.parametrize(
        ("content", "error", "found"),
        [
            (WHOLE[: WHOLE.index(b"ParentId")], DamagedFileError, "cut off"),
            (WHOLE.removesuffix(b"</posts>"), DamagedFileError, "cut off"),
            (WHOLE.replace(b"How?", b"Caf\xe9?"), DamagedFileError, "UTF-8"),
            (WHOLE.replace(b"utf-8", b"utf-99"), DamagedFileError, "encoding"),
            (WHOLE.replace(b"utf-8", b"big5"), DamagedFileError, "encoding"),
            (WHOLE.replace(b"How?", b"H\0w?"), DamagedFileError, "no sound XML"),
            (b"<html><posts></posts></html>", DamagedFileError, "<html>"),
            (BOMB, DamagedFileError, "entities"),
            (OUTSIDE, DamagedFileError, "document type"),
            (xml("posts"), EmptyFileError, "no post"),
        ],
    )
    def test_posts_are_refused(self, dump, content, error, found):
        upload = dump(posts=content, users=xml("users", MIRA))
        assert importer_for(upload) is IMPORTER
        with pytest.raises(error) as refused:
            read(upload)
        assert found in str(refused.value)
        assert refused.value.where.startswith("Posts.xml")
        assert refused.value.remedy

    def test_place_of_the_damage(self, dump):
        upload = dump(posts=WHOLE.replace(b'<row Id="2"', b"<row Id=2"))
        with pytest.raises(DamagedFileError) as refused:
            read(upload)
        assert refused.value.where == "Posts.xml, line 4, column 9"

    @pytest.mark.parametrize("part", ["comments", "users"])
    @pytest.mark.parametrize(
        "content", [b"", b"<html/>", b"<users><row", b"<comments>\xff</comments>"]
    )
    def test_other_files_are_refused_too(self, dump, part, content):
        upload = dump(posts=WHOLE, **{part: content})
        with pytest.raises(RefusedError) as refused:
            read(upload)
        assert refused.value.where.startswith(f"{part.title()}.xml")

    def test_an_empty_posts_file_in_a_folder(self, dump):
        with pytest.raises(RefusedError):
            read(dump(posts=b"", users=xml("users", MIRA)))

    def test_an_empty_single_file(self, tmp_path):
        (tmp_path / "Posts.xml").write_bytes(b"")
        with pytest.raises(EmptyFileError):
            Upload.of(tmp_path / "Posts.xml")

    def test_a_file_of_another_kind_named_posts_is_not_recognised(self, dump):
        assert not IMPORTER.recognises(dump(posts=b"<rss><channel/></rss>"))

    def test_a_folder_without_posts(self, dump):
        upload = dump(users=xml("users", MIRA))
        assert not IMPORTER.recognises(upload)
        with pytest.raises(UnknownFormatError):
            read(upload)

    def test_two_sites_at_once(self, dump, tmp_path):
        for site in ("one", "two"):
            (tmp_path / "sites" / site).mkdir(parents=True)
            (tmp_path / "sites" / site / "Posts.xml").write_bytes(WHOLE)
        upload = Upload.of(tmp_path / "sites")
        assert IMPORTER.recognises(upload)
        with pytest.raises(UnknownFormatError) as refused:
            read(upload)
        assert "more than one site" in str(refused.value)
