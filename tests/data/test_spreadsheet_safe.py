"""No table that goes out begins a field as a formula does, and each comes in again as it was."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.spreadsheet_safe import as_csv

FORMULAS = "=+-@\t\r\n\0＝＋－＠"  # noqa: RUF001 - full-width forms are formulas too
texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(FORMULAS), max_size=12
).filter(lambda text: text[:1] != "'")


@given(st.lists(texts, min_size=1, max_size=6))
def test_what_goes_out_comes_in_again(values):
    written = as_csv(pd.DataFrame({"text": values}, dtype=object))
    fields = [row[0] for row in csv.reader(io.StringIO(written, newline=""))][1:]
    assert not [field for field in fields if field.startswith(tuple(FORMULAS))]
    plain = [
        field[1:] if field[:1] == "'" and field[1:].startswith(tuple(FORMULAS)) else field
        for field in fields
    ]
    assert plain == values


@pytest.mark.parametrize("value", [-1, 1.5, 0])
def test_numbers_stay_numbers(value):
    assert as_csv(pd.DataFrame({"n": [value]})) == f'"n"\n{value}\n'
