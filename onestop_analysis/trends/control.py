"""XmR control charts with the rules of NHS England, "Making Data Count".

Mean and limits come from the months themselves: limits are the mean plus and minus 2.66 times the average
moving range, where ranges beyond 3.27 times their average are screened out once. A month stands out when it
lies outside the limits, in a run of seven on one side of the mean, in a trend of seven, or as one of two
among three that are within a third of a limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from onestop_analysis.trends.comparisons import ONE_PLACE, TWO_PLACES, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

LEAST_POINTS = 13
LIMIT_FACTOR, SCREEN_FACTOR = Decimal("2.66"), Decimal("3.27")
RUN, NEAR_WINDOW, NEAR = 7, 3, 2
Rule = Literal["outside", "run", "trend", "near"]
RULES: tuple[Rule, ...] = ("outside", "run", "trend", "near")
Verdict = Literal["steady", "up", "down"]
Limits = tuple[Decimal, Decimal]  # mean, distance of the limits from it


@dataclass(frozen=True)
class Control:
    """The control chart of one measure: monthly points, mean, limits, and what stands out.

    `signals` are rule and direction (1 up, -1 down) of each month. `verdict` is about the months of the
    reporting period, `rule` the first one that speaks for it, in `month`. `since` is the month in which the run
    on that side of the mean began, where there is one. `good` is the wanted direction, 0: none.
    """

    key: str
    points: tuple[Observation, ...]
    mean: Observation
    lower: Observation
    upper: Observation
    signals: tuple[dict[Rule, int], ...]
    verdict: Verdict
    rule: Rule | None
    month: Observation
    since: Observation | None = None
    good: int = 0

    def observations(self) -> list[Observation]:
        """Mean and limits."""
        return [self.mean, self.lower, self.upper]


def limits_of(values: Sequence[Decimal]) -> Limits:
    """Mean, and 2.66 times the screened average moving range."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    average = sum(ranges, Decimal(0)) / len(ranges)
    kept = [size for size in ranges if size <= SCREEN_FACTOR * average] or ranges
    return sum(values, Decimal(0)) / len(values), LIMIT_FACTOR * sum(kept, Decimal(0)) / len(kept)


def signals_of(values: Sequence[Decimal], limits: Limits) -> list[dict[Rule, int]]:
    """For each value the rules under which it stands out, with the direction."""
    found: list[dict[Rule, int]] = [{} for _ in values]
    sides = [_sign(value - limits[0]) for value in values]
    steps = [0, *(_sign(after - before) for before, after in pairwise(values))]
    for index, value in enumerate(values):
        if abs(value - limits[0]) > limits[1]:
            found[index]["outside"] = sides[index]
    for start in range(len(values) - RUN + 1):
        places = range(start, start + RUN)
        _mark(found, places, "run", {sides[place] for place in places})
        _mark(found, places, "trend", {steps[place] for place in places[1:]})
    _mark_near(found, values, limits)
    return found


def _mark(found: list[dict[Rule, int]], places: range, rule: Rule, directions: set[int]) -> None:
    if directions in ({1}, {-1}):
        for place in places:
            found[place][rule] = max(directions)


def _mark_near(found: list[dict[Rule, int]], values: Sequence[Decimal], limits: Limits) -> None:
    """Two of three within the outer third on one side."""
    outer = [_sign(value - limits[0]) if abs(value - limits[0]) > limits[1] * 2 / 3 else 0 for value in values]
    for start in range(len(values) - NEAR_WINDOW + 1):
        window = range(start, start + NEAR_WINDOW)
        for side in (1, -1):
            near = [place for place in window if outer[place] == side]
            if len(near) >= NEAR:
                for place in near:
                    found[place]["near"] = side


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def direction(found: dict[Rule, int]) -> int:
    """Where a month stands out to, by the first of its rules: 1 up, -1 down, 0 not at all."""
    return next((found[rule] for rule in RULES if rule in found), 0)


def control(
    key: str,
    points: Sequence[Observation],
    value: Callable[[Observation], Decimal],
    *,
    period: Period,
    percent: bool = False,
    good: int = 0,
) -> Control | None:
    """The chart of some months; None with fewer than thirteen, or when the period has none of them.

    Args:
        key: name of the chart.
        points: monthly observations, oldest first.
        value: what of an observation is drawn.
        period: the reporting period, whose months the verdict is about.
        percent: limits are cut at 0 and 100; else at 0.
        good: 1 when more is better, -1 when less is better, 0 when neither.
    """
    values = [value(point) for point in points]
    inside = [place for place, point in enumerate(points) if point.period.start >= period.start]
    if len(points) < LEAST_POINTS or not inside:
        return None
    limits = limits_of(values)
    signals = signals_of(values, limits)
    telling = [place for place in inside if signals[place]]
    place = telling[-1] if telling else inside[-1]
    rule = next((rule for rule in RULES if rule in signals[place]), None)
    verdict: Verdict = ("steady", "up", "down")[direction(signals[place])]
    mean, lower, upper = _lines(key, points[-1], limits, period=period, percent=percent)
    return Control(
        key,
        tuple(points),
        mean,
        lower,
        upper,
        tuple(signals),
        verdict=verdict,
        rule=rule,
        month=points[place],
        since=_run_start(points, signals, place),
        good=good,
    )


def _run_start(points: Sequence[Observation], signals: Sequence[dict[Rule, int]], place: int) -> Observation | None:
    """The first month of the run that this month belongs to."""
    side, first = signals[place].get("run"), place
    while side and first > 0 and signals[first - 1].get("run") == side:
        first -= 1
    return points[first] if side else None


def _lines(
    key: str, point: Observation, limits: Limits, *, period: Period, percent: bool
) -> tuple[Observation, Observation, Observation]:
    mean, distance = limits
    top = Decimal(100) if percent else mean + distance
    values = {
        "mean": mean,
        "lower_limit": max(mean - distance, Decimal(0)),
        "upper_limit": min(mean + distance, top),
    }
    unit, step = ("percent", TWO_PLACES) if percent else (point.unit, ONE_PLACE)
    made = [
        replace(
            point,
            measure=f"{key}_{name}",
            value=rounded(line, step),
            unit=unit,
            period=period,
            whole=None,
            base=point.id,
        )
        for name, line in values.items()
    ]
    return made[0], made[1], made[2]
