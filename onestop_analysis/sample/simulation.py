"""The life of a centre, span by span: what comes in, what ends, what stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sample.intake import Intake
from onestop_analysis.sample.outcomes import Outcomes

if TYPE_CHECKING:
    from onestop_analysis.sample.calibration import Calibration
    from onestop_analysis.sample.dossiers import Dossier
    from onestop_analysis.sample.draws import Draws
    from onestop_analysis.sample.opening_days import OpeningDays


def simulate(calibration: Calibration, opening: OpeningDays, draws: Draws) -> list[Dossier]:
    """All dossiers of the calibration's spans, in the order of reception."""
    intake, outcomes = Intake(calibration, opening, draws), Outcomes(opening, draws)
    dossiers: list[Dossier] = []
    pending: list[Dossier] = []
    for span in calibration.spans:
        new = intake.receive(span, pending)
        dossiers += new
        pending = outcomes.settle(span, pending + new)
    return dossiers
