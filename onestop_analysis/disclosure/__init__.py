"""What may not be published: counts so small that they could be about somebody, and what gives them away.

`protect` hides small counts of agencies, fields, procedures and ratings, and as many more as are needed so that
no hidden count follows from sums and totals; totals stay, and are true. `redact` does the same to a report's text.
"""

from __future__ import annotations

from onestop_analysis.disclosure.equations import Equation, equations_of
from onestop_analysis.disclosure.redaction import redact
from onestop_analysis.disclosure.suppression import Policy, hidden_counts, protect

__all__ = ["Equation", "Policy", "equations_of", "hidden_counts", "protect", "redact"]
