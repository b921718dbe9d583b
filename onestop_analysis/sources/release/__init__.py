"""Published releases: every figure that the text states, with its meaning and its place."""

from onestop_analysis.sources.release.claims import BadDate, Claim, Release
from onestop_analysis.sources.release.reading import extract

__all__ = ["BadDate", "Claim", "Release", "extract"]
