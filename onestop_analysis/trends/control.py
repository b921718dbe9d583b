"""XmR control charts with the rules of NHS England, "Making Data Count".

Mean and limits come from the months themselves: limits are the mean plus and minus 2.66 times the average
moving range, where ranges beyond 3.27 times their average are screened out once. A month stands out when it
lies outside the limits, in a run of seven on one side of the mean, in a trend of seven, or as one of two
among three that are within a third of a limit.

Mean and limits are calculated anew from a dated event on only where the centre says that the event changes the
measure, and where the months bear that out: seven before it, the first seven from it on all on one side of the
mean before, and no seven in a row back on the other side since. Neither a shift without a known cause nor a
cause without a shift moves them.
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
    from onestop_analysis.notes import Event
    from onestop_analysis.periods import Period

LEAST_POINTS = 13
LIMIT_FACTOR, SCREEN_FACTOR = Decimal("2.66"), Decimal("3.27")
RUN, NEAR_WINDOW, NEAR = 7, 3, 2
Rule = Literal["outside", "run", "trend", "near"]
RULES: tuple[Rule, ...] = ("outside", "run", "trend", "near")
Verdict = Literal["steady", "up", "down"]
Limits = tuple[Decimal, Decimal]  # mean, distance of the limits from it


@dataclass(frozen=True)
class Stretch:
    """Months judged by one mean and one pair of limits: those from the place `start` on, perhaps since an event.

    `provisional` says that they are fewer than a chart should have.
    """

    start: int
    mean: Observation
    lower: Observation
    upper: Observation
    event: Event | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Control:
    """The control chart of one measure: monthly points, mean, limits, and what stands out.

    `mean`, `lower` and `upper` are those of the last of the `stretches`, by which the period is judged.

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
    stretches: tuple[Stretch, ...] = ()

    def observations(self) -> list[Observation]:
        """Means and limits."""
        return [item for one in self.stretches for item in (one.mean, one.lower, one.upper)]


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
    events: Sequence[Event] = (),
) -> Control | None:
    """The chart of some months; None with fewer than thirteen, or when the period has none of them.

    Args:
        key: name of the chart.
        points: monthly observations, oldest first.
        value: what of an observation is drawn.
        period: the reporting period, whose months the verdict is about.
        percent: limits are cut at 0 and 100; else at 0.
        good: 1 when more is better, -1 when less is better, 0 when neither.
        events: those that name this chart may begin a stretch with limits of its own.
    """
    values = [value(point) for point in points]
    inside = [place for place, point in enumerate(points) if point.period.start >= period.start]
    if len(points) < LEAST_POINTS or not inside:
        return None
    starts = step_starts(values, [(_place(points, event), event) for event in events if key in event.changes])
    stretches, signals = _stretches(key, points, values, starts=starts, period=period, percent=percent)
    telling = [place for place in inside if signals[place]]
    place = telling[-1] if telling else inside[-1]
    rule = next((rule for rule in RULES if rule in signals[place]), None)
    verdict: Verdict = ("steady", "up", "down")[direction(signals[place])]
    last = stretches[-1]
    return Control(
        key,
        tuple(points),
        last.mean,
        last.lower,
        last.upper,
        tuple(signals),
        verdict=verdict,
        rule=rule,
        month=points[place],
        since=_run_start(points, signals, place),
        good=good,
        stretches=tuple(stretches),
    )


def _place(points: Sequence[Observation], event: Event) -> int:
    """The first month that lies wholly after the event began."""
    return sum(point.period.start < event.date for point in points)


def step_starts(values: Sequence[Decimal], steps: Sequence[tuple[int, Event]]) -> list[tuple[int, Event | None]]:
    """Where stretches begin: at the first month, and at each event after which the level stays another one."""
    starts: list[tuple[int, Event | None]] = [(0, None)]
    for place, event in sorted(steps, key=lambda step: step[0]):
        before, after = values[starts[-1][0] : place], values[place:]
        if len(before) >= RUN and len(after) >= RUN and _lasts(after, sum(before, Decimal(0)) / len(before)):
            starts.append((place, event))
    return starts


def _lasts(after: Sequence[Decimal], mean: Decimal) -> bool:
    """Whether the first months stay on one side of the mean before, and no run of months goes back over it."""
    sides = [_sign(value - mean) for value in after]
    back = any({-sides[0]} == set(sides[start : start + RUN]) for start in range(len(sides) - RUN + 1))
    return set(sides[:RUN]) in ({1}, {-1}) and not back


def _stretches(
    key: str,
    points: Sequence[Observation],
    values: Sequence[Decimal],
    *,
    starts: Sequence[tuple[int, Event | None]],
    period: Period,
    percent: bool,
) -> tuple[list[Stretch], list[dict[Rule, int]]]:
    """Each stretch with its lines, and the signals of all months, each by the lines of its own stretch."""
    stretches, signals = [], []
    ends = [*(place for place, _ in starts[1:]), len(points)]
    for (start, event), end in zip(starts, ends, strict=True):
        limits = limits_of(values[start:end])
        signals += signals_of(values[start:end], limits)
        until = None if end == len(points) else points[end - 1].period.label
        lines = _lines(key, points[-1], limits, period=period, percent=percent, until=until)
        stretches.append(Stretch(start, *lines, event=event, provisional=end - start < LEAST_POINTS))
    return stretches, signals


def _run_start(points: Sequence[Observation], signals: Sequence[dict[Rule, int]], place: int) -> Observation | None:
    """The first month of the run that this month belongs to."""
    side, first = signals[place].get("run"), place
    while side and first > 0 and signals[first - 1].get("run") == side:
        first -= 1
    return points[first] if side else None


def _lines(
    key: str, point: Observation, limits: Limits, *, period: Period, percent: bool, until: str | None
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
            breakdown=(*point.breakdown, ("until", until)) if until else point.breakdown,
        )
        for name, line in values.items()
    ]
    return made[0], made[1], made[2]
