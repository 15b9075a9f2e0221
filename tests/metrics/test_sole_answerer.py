from metrics.sole_answerer import METRIC


def test_three_of_four_answers_from_one(talk, measured):
    store = talk("""
        ana: How?
            eva: So.
        ben: Where?
            eva: There.
        cas: Who?
            eva: I.
            ana: And I.
    """)
    found = measured(store, METRIC)
    assert (found["value"], found["sample"], found["people"]) == (0.75, 3, 3)


def test_answering_yourself_is_no_answer(talk, measured):
    assert measured(talk("ana: How?\n    ana: So."), METRIC) == {}


def test_nobody_is_found_among_many(talk, answer):
    """Forty questions, answered in turn by eight."""
    lines = [f"asker{n % 11}: How?\n    p{n % 8}: So." for n in range(40)]
    (row,) = answer(talk("\n".join(lines)), METRIC)
    assert row["value"] == 1 / 8 and row["standing"] == "healthy"
