"""The rules of the tree: imports point down, one file is one thing, and what may never be written.

Rules are checked on the parsed source, so that a comment or a sentence may name what is forbidden.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("data", "metrics", "pages")
FILES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
PROGRAM = [*FILES, *ROOT.glob("app.py")]

LOOKS_DOWN_ON = {
    "data": {"data"},
    "metrics": {"data", "metrics"},
    "pages": {"data", "metrics", "pages"},
    "app.py": {"data", "metrics", "pages"},
}
ONLY_IN = {
    "duckdb": {"data", "metrics"},
    "streamlit": {"pages", "app.py"},
    "plotly": {"pages"},
}
# Slow to import (express), able to run what a file says (the rest), or open to entity bombs (xml).
NEVER_IMPORTED = re.compile(
    r"(plotly\.express|pickle|marshal|shelve|dill|cloudpickle|joblib|yaml|xml)(\.|$)"
)
NEVER_CALLED = {"eval", "exec", "__import__", "extractall", "system", "popen", "read_pickle"}
NEVER_SAID = {"unsafe_allow_html", "unsafe_allow_javascript"}
SHARED_BY_METRICS = {"answers", "bounds", "metric", "estimates", "kinds", "network"}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

RUNS_SQL = {"execute", "executemany", "sql", "query"}
SQL = re.compile(
    r"\s*(select\s.*\sfrom\s|with\s+\w+\s+as\b|insert\s+(into|or)\s|delete\s+from\s"
    r"|update\s+\S+\s+set\s|(create|drop|alter)\s+(or\s+replace\s+)?(temp\s+)?(table|view|macro)\s"
    r"|from\s+\S+\s+(select|join|where|using)\s)",
    re.DOTALL,
)
# What may stand in a query beside bound values: names of tables and pieces of SQL that come from
# the source itself, never from a file or a visitor. CONSTANTS may stand anywhere.
PASTED: dict[str, set[str]] = {
    "data/backup.py": {"database", "table"},
    "data/arrival.py": {"kind.__name__"},
    "data/derive.py": {"table"},
    "data/forgetting.py": {"table", "kind", "column"},
    "data/history.py": {"table"},
    "data/published.py": {"table"},
    "data/merge.py": {"table", "rows", "same", "listed", "fresh"},
    "data/store.py": {"table", "mark", "_quoted(path)", "_quoted(growing)"},
    "data/workbench.py": {"table", "name", "worked_out", "begin"},
    "metrics/behind.py": {"metric.behind or metric.evidence"},
    "metrics/estimates/evidence.py": {"grains", "query"},
    "metrics/kinds/reading.py": {"table"},
    "metrics/publish.py": {"table"},
}


def where(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> set[str]:
    """Return every imported name with its whole path, `from a import b` as `a` and `a.b`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            names |= {start} | {f"{start}.{alias.name}" for alias in node.names}
    return names


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def pieces(node: ast.AST) -> list[ast.AST] | None:
    """Return what a text is put together from at run time, or None when it is not."""
    match node:
        case ast.JoinedStr(values=values):
            return [part.value for part in values if isinstance(part, ast.FormattedValue)] or None
        case ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right):
            return [*(pieces(left) or [left]), *(pieces(right) or [right])]
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join" | "replace")):
            return [value, *node.args]
    return None


def is_query(node: ast.AST) -> bool:
    """Say whether the text that is written out in a node is SQL and not a sentence."""
    text = "".join(leaf.value for leaf in parts_in_order(node)).lstrip()
    return not text.partition(" ")[0].istitle() and bool(SQL.match(text.lower()))


def parts_in_order(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.FormattedValue):
        yield ast.Constant("x")
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    else:
        for child in ast.iter_child_nodes(node):
            yield from parts_in_order(child)


def pasted(tree: ast.AST) -> set[str]:
    """Return what is pasted into queries instead of being bound, CONSTANTS left out."""
    queries = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.BinOp) and is_query(node)
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[query, *_]) if name in RUNS_SQL:
                queries.append(query)
    found = [piece for query in queries for piece in pieces(query) or []]
    names = {ast.unparse(piece) for piece in found if not isinstance(piece, ast.Constant)}
    return {name for name in names if not re.fullmatch(r"_?[A-Z][A-Z_]+", name)}


def forbidden(tree: ast.AST) -> list[str]:
    """Return what may never be written, with its line."""
    found = [f"import {name}" for name in imported(tree) if NEVER_IMPORTED.match(name)]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in NEVER_CALLED:
                    found.append(f"{name}() in line {node.lineno}")
            case ast.keyword(arg=name) if name in NEVER_SAID:
                found.append(f"{name} in line {node.lineno}")
            case ast.keyword(arg="type", value=ast.Constant(value="primary")):
                found.append(f"a button white on light blue in line {node.value.lineno}")
            case ast.keyword(arg="shell", value=ast.Constant(value=True)):
                found.append(f"shell=True in line {node.value.lineno}")
            case ast.Attribute(value=ast.Name(id="st" | "streamlit"), attr="html"):
                found.append(f"st.html in line {node.lineno}")
    return found


@pytest.mark.parametrize("file", PROGRAM, ids=where)
def test_imports_point_down(file):
    layer = where(file).partition("/")[0]
    tops = {name.partition(".")[0] for name in imported(parsed(file))}
    assert "" not in tops, "an import names its whole path"
    assert not tops & {*FOLDERS, "app", "tests"} - LOOKS_DOWN_ON[layer]
    assert not {name for name in tops & set(ONLY_IN) if layer not in ONLY_IN[name]}


@pytest.mark.parametrize("file", sorted((ROOT / "metrics").rglob("*.py")), ids=where)
def test_no_metric_imports_another(file):
    of_metrics = {name for name in imported(parsed(file)) if name.startswith("metrics.")}
    if file.parent.name != "metrics" or file.stem not in {
        "__init__",
        "__main__",
        "publish",
        "topics",
    }:
        assert {name.split(".")[1] for name in of_metrics} <= SHARED_BY_METRICS


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "importers").rglob("*.py")), ids=where)
def test_no_importer_imports_another(file):
    siblings = {f"data.importers.{other.stem}" for other in (ROOT / "data/importers").glob("*.py")}
    assert not imported(parsed(file)) & siblings


def test_importers_are_found_and_never_imported():
    siblings = {f"data.importers.{other.stem}" for other in (ROOT / "data/importers").glob("*.py")}
    assert not {where(file) for file in PROGRAM if imported(parsed(file)) & siblings}


@pytest.mark.parametrize("file", PROGRAM, ids=where)
def test_nothing_forbidden_is_written(file):
    assert not forbidden(parsed(file))


@pytest.mark.parametrize("file", PROGRAM, ids=where)
def test_values_are_bound_not_pasted_into_queries(file):
    assert pasted(parsed(file)) <= PASTED.get(where(file), set())


@pytest.mark.parametrize("file", [*ROOT.glob("app.py"), *(ROOT / "pages").glob("*.py")], ids=where)
def test_page_is_short_and_only_draws(file):
    tree = parsed(file)
    assert len(file.read_text("utf-8").splitlines()) <= 80
    calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not calls & RUNS_SQL


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=where)
def test_page_begins_inside_the_frame(page):
    """A page that is run directly would show itself without sign-in and menu."""
    _, *body = (node for node in parsed(page).body if not isinstance(node, ast.Import))
    first = next(node for node in body if not isinstance(node, ast.ImportFrom))
    assert ast.unparse(first) == f"session.begin('{page.stem}')"
    assert f'"{page.stem}": st.Page("pages/{page.name}"' in (ROOT / "app.py").read_text("utf-8")


def test_one_file_keeps_what_is_cached():
    users = {
        where(file)
        for file in PROGRAM
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Attribute) and node.attr in {"cache_data", "cache_resource"}
    }
    assert users <= {"pages/parts/session.py"}


def test_names_say_what_a_file_is_about():
    files = [*PROGRAM, *(ROOT / "tests").rglob("*.py")]
    assert not {
        where(file) for file in files if {*file.stem.split("_"), file.parent.name} & NO_NAMES
    }


def test_requirements_are_what_the_program_imports():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    required = {line.partition("==")[0] for line in lines if re.match(r"[\w-]+==\d\S+  # \w", line)}
    assert len(required) == len([line for line in lines if line and line[0] not in "#-"])
    distributions = packages_distributions()
    tops = {name.partition(".")[0] for file in PROGRAM for name in imported(parsed(file))}
    foreign = tops - sys.stdlib_module_names - {*FOLDERS, "app"}
    assert {distributions[name][0] for name in foreign} == required - {"tzdata"}


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from plotly import express",
        "import plotly.express as px",
        "from xml.etree import ElementTree",
        "eval('1 + 1')",
        "archive.extractall(folder)",
        "subprocess.run(command, shell=True)",
        "st.markdown(text, unsafe_allow_html=True)",
        "st.html(text)",
        "st.button(label, type='primary')",
    ],
)
def test_the_forbidden_is_seen(line):
    assert forbidden(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "cursor.execute(f'drop table {name}')",
        "cursor.execute('select * from ' + name)",
        "cursor.execute('select %s' % name)",
        "cursor.sql('select {}'.format(name))",
        "text = f'select * from post where community = {community}'",
        "text = f'from post where id = {id}'",
        "store.read(f'insert into {name} values (1)')",
    ],
)
def test_a_pasted_query_is_seen(line):
    assert pasted(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "cursor.execute('select * from post where id = $id', {'id': id})",
        "message = f'Select a file from {place}, then {what}'",
        "message = f'{count} posts with {hosts} hosts'",
        "import defusedxml.ElementTree",
        "query = f'select * from post where {CONDITION}'",
        "html.escape(text)",
        "re.compile(pattern)",
    ],
)
def test_what_is_allowed_is_let_through(line):
    assert not pasted(ast.parse(line))
    assert not forbidden(ast.parse(line))
