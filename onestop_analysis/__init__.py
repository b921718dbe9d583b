"""Quarterly reports of Vietnamese one-stop centres."""
