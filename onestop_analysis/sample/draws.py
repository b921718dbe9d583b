"""Random choices that fall the same on every machine.

Only `random.Random.random()` is used: its sequence for a seed is promised by Python's documentation.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from itertools import accumulate
from math import fsum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Draws:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        self.unit = random.Random(seed).random  # noqa: S311  # invented data, nothing secret

    def below(self, count: int) -> int:
        """An integer from 0 to count - 1."""
        return int(self.unit() * count)

    def within(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return low + int(self.unit() * (high - low + 1))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in random order."""
        keys = [self.unit() for _ in items]
        return [items[position] for position in sorted(range(len(items)), key=keys.__getitem__)]

    def weighted(self, items: Sequence[T], weight: Callable[[T], float]) -> list[T]:
        """The items in random order, those of more weight first; those of no weight are left out."""
        keyed = [(self.unit() / weight(item), position) for position, item in enumerate(items) if weight(item) > 0]
        return [items[position] for _, position in sorted(keyed)]


class Table:
    """Positions drawn in proportion to weights."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, draws: Draws) -> int:
        """A position of the weights."""
        return bisect_right(self._sums, draws.unit() * self._sums[-1])


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` in proportion to the weights by largest remainders; the parts add up to it."""
    # Not sum(): Python 3.12 changed how it adds floats.
    scale = total / fsum(weights)
    parts = [int(weight * scale) for weight in weights]
    rests = sorted(range(len(weights)), key=lambda position: parts[position] - weights[position] * scale)
    for position in rests[: total - sum(parts)]:
        parts[position] += 1
    return parts
