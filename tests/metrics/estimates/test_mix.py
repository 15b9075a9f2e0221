"""The mix: published Hill numbers, and whether a reader's errors are taken out again."""

import numpy as np
import pytest

from metrics.estimates.mix import Blur, Mix, Part, corrected, diversity, hill_number, share_of

GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2] + [1] * 12
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2] + [1] * 14
MONOCULTURE = np.array([0.8, *[0.2 / 6] * 6])
VARIED = np.array([0.3, 0.25, 0.15, 0.1, 0.1, 0.05, 0.05])
EVEN = np.full(7, 1 / 7)


@pytest.mark.parametrize(
    ("counts", "published"), [(GIRDLED, (26, 12.060, 7.840)), (LOGGED, (37, 14.421, 6.761))]
)
def test_reproduces_the_spiders(counts, published):
    """Hill numbers of order 0, 1 and 2 of two samples of spiders (iNEXT vignette)."""
    shares = np.array(counts) / sum(counts)
    found = [hill_number(shares, order) for order in (0, 1, 2)]
    assert found == pytest.approx(published, abs=5e-4)


def reader(accuracy: float) -> np.ndarray:
    """Return the confusion of a reader who is right so often, and else half the time silent."""
    seen = np.full((8, 8), (1 - accuracy) / 12)
    seen[:, 7] = (1 - accuracy) / 2
    seen[7] = 0.12 / 7
    np.fill_diagonal(seen, accuracy)
    seen[7, 7] = 0.88
    return seen


def community(chance, truth: np.ndarray, seen: np.ndarray, threads: int) -> Part:
    """Return what such a reader reads in threads of unequal length whose posts resemble each other.

    Four posts of ten have no kind.
    """
    whole = np.array([*(truth * 0.6), 0.4])
    sizes = np.minimum(chance.zipf(1.8, threads), 30)
    true = chance.multinomial(sizes, chance.dirichlet(whole * 15, threads))
    totals = sum(chance.multinomial(true[:, kind], seen[kind]) for kind in range(8)).astype(float)
    number = totals.sum()
    errors = totals - totals.sum(axis=1, keepdims=True) * (totals.sum(axis=0) / number)
    spread = errors.T @ errors / number**2 * threads / (threads - 1)
    return Part(totals.sum(axis=0) / number, spread, threads)


@pytest.mark.parametrize("truth", [MONOCULTURE, VARIED, EVEN], ids=["80 % best", "varied", "even"])
@pytest.mark.parametrize("accuracy", [0.65, 0.85])
@pytest.mark.parametrize("threads", [40, 160])
def test_what_the_reader_blurs_is_taken_out_again(truth, accuracy, threads):
    """500 communities, each with its own coded sample: 25 posts of a kind, 75 without one."""
    chance, seen = np.random.default_rng(11), reader(accuracy)
    shares, held_share, held_number = [], 0, 0
    for _ in range(500):
        coded = np.array(
            [chance.multinomial(25 + 50 * (kind == 7), seen[kind]) for kind in range(8)]
        )
        part = community(chance, truth, seen, threads)
        mix = corrected([Part(part.read, part.covariance, threads, blur=Blur(coded.astype(float)))])
        value, low, high = share_of(mix, [0])
        shares.append(value)
        held_share += low <= truth[0] <= high
        _, low, high = diversity(mix, 1)
        held_number += low <= hill_number(truth, 1) <= high
    assert held_share / 500 >= 0.93
    assert held_number / 500 >= 0.93
    assert np.mean(shares) == pytest.approx(truth[0], abs=0.025)


def test_uncorrected_a_monoculture_looks_twice_as_diverse():
    chance, seen = np.random.default_rng(5), reader(0.7)
    part = community(chance, MONOCULTURE, seen, 4000)
    plain = corrected([part])
    assert plain.shares[0] < 0.7
    assert hill_number(plain.shares, 1) > 1.4 * hill_number(MONOCULTURE, 1)


@pytest.mark.parametrize("truth", [VARIED, EVEN])
def test_without_a_correction_the_interval_holds_what_is_read(truth):
    chance = np.random.default_rng(3)
    found = np.array(
        [diversity(corrected([community(chance, truth, np.eye(8), 40)]), 1) for _ in range(500)]
    )
    # The mean over fresh draws: a small sample of an uneven mix shows fewer kinds than there are.
    value = found[:, 0].mean()
    assert ((found[:, 1] <= value) & (value <= found[:, 2])).mean() >= 0.93


def test_two_languages_are_corrected_each_for_itself():
    sharp, dull = Blur(reader(0.9) * 1e6), Blur(reader(0.5) * 1e6)
    whole, none = np.array([*(VARIED * 0.6), 0.4]), np.zeros((8, 8))
    parts = [
        Part(whole @ blur.shares, none, 50, weight=share, blur=blur)
        for blur, share in ((sharp, 0.75), (dull, 0.25))
    ]
    assert corrected(parts).shares == pytest.approx(VARIED)


def test_a_blur_that_hides_everything_cannot_be_undone():
    assert not Blur(np.ones((8, 8))).can_be_undone
    assert not Blur(np.diag([1.0] * 7 + [0])).can_be_undone
    assert Blur(reader(0.6)).can_be_undone


@pytest.mark.parametrize("shares", [[1.0, 0, 0], [0, 0.5, 0.5], [-0.02, 0.52, 0.5]])
def test_a_share_at_the_edge_keeps_an_interval(shares):
    mix = Mix(np.array(shares), np.diag([1e-4] * 3), 40)
    value, low, high = share_of(mix, [0])
    assert 0 <= low <= value <= high <= 1
    assert high - low > 0.01
