"""Every notebook runs from top to bottom with the parameters it has, as Run All does."""

from __future__ import annotations

import os
import subprocess
import sys


def test_every_notebook_runs(sample_project):
    """The plugin nbmake runs all notebooks of the project in kernels of their own, over the sample data."""
    command = [sys.executable, "-m", "pytest", "--nbmake", "notebooks", "-q", "-p", "no:cacheprovider"]
    alone = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "ONESTOP_"))}
    done = subprocess.run(
        [*command, "-p", "no:randomly", "-p", "no:xdist"],
        cwd=sample_project.root, env=alone, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]
    assert f"{len(list(sample_project.notebooks.glob('*.ipynb')))} passed" in done.stdout
