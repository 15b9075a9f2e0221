"""Posts next to the kinds that have to be read in them, and texts made to break the reader."""

import csv
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from metrics.kinds import ASSESSED, MIX, RULES_VERSION, Kind, Verdict, all_rules, own_words, read

ROOT = Path(__file__).parents[2]
RULES = [
    rule for rules in all_rules().values() for cues in rules.cues.values() for rule in cues.rules
]


def kinds_of(text: str, usual: str | None = None) -> set[str]:
    return set(read([text], [usual])[0].kinds)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}: {rule.example}")
def test_every_rule_reads_its_example_and_not_its_counter(rule):
    assert rule.kind in kinds_of(rule.example, "en")
    assert rule.kind not in kinds_of(rule.counter, "en")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("We tried peer review with the night shift, but nobody came.", {"failure"}),
        ("I'd strongly recommend pair grading; it works great.", {"best"}),
        ("In our team we start every meeting with one question.", {"everyday"}),
        ("Here is a rough draft of the guide. Feedback welcome!", {"unfinished"}),
        ("Does anyone know a good book about listening?", {"question"}),
        ("I'm not sure that they learn anything from it.", {"doubt"}),
        ("I disagree: marks never made anybody curious.", {"challenge"}),
        ("Great point, thanks!", {"appreciation"}),
        ("I joined because I want to learn how others coach.", {"motivation"}),
        ("Welcome @ana! You may want to talk to @ben.", {"welcome"}),
        ("The room is booked from nine to eleven.", set()),
        ("I made a mistake in the invitation. How do I tell them?", {"failure", "question"}),
    ],
)
def test_kinds(text, kinds):
    assert kinds_of(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "It was not a failure of ours, it rained the whole week.",
        "Their pilot failed in the second month, says the report.",
        "> We tried it and it did not work.\nThe minutes are in the folder.",
        '[quote="ana"]We failed.[/quote] The minutes are in the folder.',
        "<blockquote><p>I made a mistake.</p></blockquote><p>The minutes are in the folder.</p>",
        "The error text is `we failed, I was wrong` in every case.",
        'The slide with the words "we failed and I was wrong" is in the folder.',
        "The minutes are in the folder.\n\n-----Original Message-----\nWe failed. I was wrong.",
        "The minutes are in the folder.\nOn Monday Ana wrote:\n> We failed. I was wrong.",
    ],
)
def test_a_failure_that_is_negated_quoted_or_of_others_is_none(text):
    assert "failure" not in kinds_of(text, "en")


def test_thanks_that_close_a_request_are_no_appreciation():
    assert kinds_of("Could somebody share the form from last year? Thanks!") == {"question"}
    assert kinds_of("Thanks in advance for any hint about the form.") == set()


def test_asking_for_feedback_on_ones_own_draft_is_no_question():
    assert kinds_of("Here is my first draft. Any feedback?") == {"unfinished"}


def test_a_verdict_says_on_which_words_it_rests():
    assert read(["We used short videos and it did not work. Any ideas why?"]) == [
        Verdict((Kind.FAILURE, Kind.QUESTION), "en", 'failure: "did not work"; question: "why?"')
    ]


def test_a_typed_apostrophe_or_none_makes_no_difference():
    for text in ("It didn't work for us.", "It didn’t work for us.", "It didnt work for us."):
        assert kinds_of(text, "en") == {"failure"}


def test_the_mix_is_the_seven_kinds_of_practice():
    assert [*MIX, "appreciation", "motivation", "welcome"] == list(Kind)


@pytest.mark.parametrize(
    ("text", "usual", "language", "why"),
    [
        (
            "Gràcies per compartir-ho, ho provaré amb el meu equip la setmana vinent.",
            None,
            "ca",
            "not assessed: no rules for Catalan",
        ),
        (
            "Ci abbiamo provato il mese scorso ed è andato tutto storto.",
            "en",
            "it",
            "not assessed: no rules for Italian",
        ),
        ("ניסינו את זה והדבר לא עבד בכלל", None, "he", "not assessed: no rules for Hebrew"),
        ("Mh.", None, "und", "not assessed: the language cannot be told"),
        ("🎉🎉🎉", "en", "und", "not assessed: the language cannot be told"),
        ("```\nprint('we failed')\n```", "en", "und", "not assessed: the language cannot be told"),
        ("> We failed.", "en", "und", "not assessed: no words of the writer's own"),
        ("", "en", "und", "not assessed: no words of the writer's own"),
    ],
)
def test_a_language_without_rules_is_not_assessed(text, usual, language, why):
    verdict = read([text], [usual])[0]
    assert verdict == Verdict((), language, why)
    assert not verdict.assessed


def test_short_posts_are_decided_by_little_words_or_the_usual_language():
    assert read(["thanks!"])[0].language == "en"
    assert read(["Mh."], ["en"])[0] == Verdict((), "en", "")
    assert read(["Mh."], ["en"])[0].assessed
    assert read(["Mh."], ["tlh"])[0].language == "und"


def test_usual_languages_have_to_match_the_texts():
    with pytest.raises(ValueError, match="2 texts, but 1 usual"):
        read(["one", "two"], ["en"])
    assert read([]) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "See [the guide](https://example.org/a?b=c) and https://example.org?",
            "See the guide and",
        ),
        ("<@U02AB> have a look at <https://example.org|this page>", "@ have a look at this page"),
        ("Hello [REDACTED], use `grep` on notes.txt", "Hello @, use _ on notes.txt"),
        ("Yes.\nBest regards,\nAna\nHead of Learning", "Yes."),
        ("Yes.\n-- \nAna", "Yes."),
        ("&gt; quoted\nmine &amp; yours", "mine & yours"),
        ("before [quote]a [quote]b[/quote] c[/quote] after", "before \n after"),
        ("[quote]never closed, so it stays", "[quote]never closed, so it stays"),
        ("Ana Lee said: we failed", ""),
        ("nice :+1: :tada-time:", "nice 👍"),
        ("a@example.org and @ben", "and @"),
    ],
)
def test_own_words(text, own):
    assert own_words(text) == own


LONG = 1_000_000
UNITS = (
    "a",
    "?",
    "<",
    "`",
    ' "',
    ":a",
    "@a",
    "_ ",
    "[quote]",
    "\n> ",
    "On ",
    "$$",
    "--",
    "From:a\n",
)


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "\0\0",
        "we failed\0 and I was wrong",
        "\ud800 we failed \udfff",
        "👍",
        "<p>" * 1000,
        "best practice " * 500,
        "שלום we failed مرحبا",
        "We failed. Wir sind gescheitert. Nous avons échoué.",
        "&#0;&#xD800;&#x110000;&",
        "best practice " * (LONG // 14),
        "not sure if not sure " * (LONG // 21),
        "i tried but " * (LONG // 12),
        "Thanks. " * (LONG // 8),
        "they plan: i'll post i was thinking of doing " * (LONG // 45),
        *(unit * (LONG // len(unit)) for unit in UNITS),
    ],
    ids=lambda text: f"{text[:12]!r} {len(text)}",
)
def test_any_text_gets_a_verdict(text):
    verdict = read([text], ["en"])[0]
    assert verdict.assessed or verdict.why.startswith("not assessed")


def test_the_version_is_a_digest_of_the_rules():
    assert len(RULES_VERSION) == 64
    assert frozenset({"en", "nl", "de", "fr"}) == ASSESSED


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "metrics.kinds", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_command_answers_in_csv(tmp_path):
    posts = tmp_path / "posts.csv"
    posts.write_text(
        'text,id\n"We tried, but failed.\nAny idea?",007\n'
        '"Sì, lo facciamo sempre così anche noi",b\n',
        encoding="utf-8",
    )
    done = run(str(posts))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(csv.reader(done.stdout.splitlines())) == [
        ["id", "kinds", "language", "why"],
        ["007", "failure|question", "en", 'failure: "we tried, but failed"; question: "idea?"'],
        ["b", "", "it", "not assessed: no rules for Italian"],
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"", "It is empty."),
        (b"id,body\n1,hello\n", 'no column "text" (found: id, body)'),
        (b"id,text,text\n1,a,b\n", 'more than one column "text"'),
        (b"id,text\n1,a,b\n", "line 2: 3 fields where the header has 2."),
        (b'id,text\n1,"never closed\n', "no valid CSV"),
        (b"id,text\n1,caf\xe9\n", "Byte 0xe9 is not UTF-8."),
    ],
)
def test_command_refuses_with_a_reason(content, reason, tmp_path):
    posts = tmp_path / "posts.csv"
    if content is not None:
        posts.write_bytes(content)
    done = run(str(posts))
    assert (done.returncode, done.stdout) == (3, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def macro_f1(posts: list[dict[str, str]]) -> float:
    """Return the mean over the ten kinds of F1; one neither told nor read gives 0."""
    verdicts = read([post["text"] for post in posts])
    told = [set(post["codes"].split("|")) for post in posts]
    scores = []
    for kind in Kind:
        hits = sum(
            kind in codes and kind in one.kinds for codes, one in zip(told, verdicts, strict=True)
        )
        total = sum(kind in codes for codes in told) + sum(kind in one.kinds for one in verdicts)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / len(scores)


def set_aside(post: dict[str, str]) -> bool:
    """Whether a coded post belongs to the third whose words nobody saw who wrote the rules."""
    return int(hashlib.sha256(post["id"].encode()).hexdigest(), 16) % 3 == 0


@pytest.mark.real
def test_the_reader_reads_coded_posts_no_worse_than_before(real):
    coded = real("post_kinds") / "coded_posts.csv"
    with coded.open(encoding="utf-8", newline="") as file:
        posts = list(csv.DictReader(file))
    # Two thirds of these posts shaped rules, which read those better than any others: only the
    # third that was set aside says what to expect elsewhere.
    assert macro_f1([post for post in posts if set_aside(post)]) >= 0.35
