"""Every page says something sensible of every store: nothing in it, the example, real exports."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from data.__main__ import main
from data.store import Store
from metrics.publish import publish
from tests.conftest import REAL, ROOT
from tests.pages.test_pages import visit

PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py") if page.stem != "__init__")
# What Python writes where a sentence was meant.
BROKEN = re.compile(r"\b(nan|NaT|NoneType|Timestamp)\b|\{\w*\}")
SAID = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
ZONE = ("--time-zone", "America/New_York")


@pytest.fixture(scope="module")
def exported(tmp_path_factory, key) -> Path:
    """Return a database with a real workspace of Slack and both real courses, measured."""
    if not (REAL / "mooced_dlt").is_dir():
        pytest.skip("real data: no folder mooced_dlt in REAL_DATA")
    database = tmp_path_factory.mktemp("exported") / "community.duckdb"
    courses, slack = REAL / "mooced_dlt", REAL / "slack_houstondatavis"
    given = [[slack / "houstondatavis_slack_export.zip"]]
    for name in ("DLT1", "DLT2"):
        given.append([courses / f"{name} Edgelist.csv", *ZONE, "--community", name])
        given.append([courses / f"{name} Nodes.csv", "--community", name])
    for file, *flags in given:
        assert main(["add", str(file), *flags, "--db", str(database)]) == 0
    with closing(Store(database)) as store:
        publish(store)
    return database


def says_something(app) -> None:
    """Check that a page has a headline, and that no sentence on it is broken."""
    assert app.title[0].value.strip()
    for kind in SAID:
        assert not [one.value for one in getattr(app, kind) if BROKEN.search(one.value)]


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing(look, page):
    says_something(look(visit, page, example="false"))


@pytest.mark.parametrize("page", PAGES)
def test_with_the_example(look, page):
    says_something(look(visit, page))


@pytest.mark.parametrize("page", PAGES)
def test_with_a_small_community(look, page, measured):
    says_something(look(visit, page, measured))


@pytest.mark.real
@pytest.mark.parametrize("page", PAGES)
def test_with_real_exports(look, page, exported):
    says_something(look(visit, page, exported))


@pytest.mark.real
@pytest.mark.parametrize("community", ["DLT1", "DLT2", "general"])
def test_of_a_real_community(look, exported, community):
    says_something(look(visit, "community", exported, community=community, per="Whole time"))
