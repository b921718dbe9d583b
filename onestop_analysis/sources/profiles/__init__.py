"""What the headers and values of each vendor mean: data, so that a new vendor needs no code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.words import bare, fold, title_keys
from onestop_analysis.vocabulary import DOSSIER_COLUMNS

TRIED = ("vietnam", "dvcqg", "opencps", "epar", "epar_register", "dvcqg_steps")
# Read, but not kept: the day of a refusal or withdrawal ends a dossier without another end; a deleted one is none.
# The time of a step stands in logs only.
REJECTED, DELETED, STEPPED = "rejected_at", "deleted", "stepped_at"
DATE_COLUMNS = (*(name for name, kind in DOSSIER_COLUMNS.items() if kind == "TIMESTAMP"), REJECTED, STEPPED)
FLAG_COLUMNS = tuple(name for name, kind in DOSSIER_COLUMNS.items() if kind == "BOOLEAN")
CODED_COLUMNS = ("channel", "return_channel", "status", "rating", "service_level", *FLAG_COLUMNS, DELETED)


@dataclass(frozen=True)
class Profile:
    """One vendor's form: header aliases, value maps, what must be there.

    `columns` maps a bare header to a canonical column, `values` a column to {folded value: code}; `constants`
    are columns that the form lacks, `id_prefix` makes the numbers of one book unique. A form that is read
    The ids of `books` are line numbers, which begin again in every book. The rows of `steps` are no dossiers.
    """

    name: str
    columns: dict[str, str]
    personal: frozenset[str]
    values: dict[str, dict[str, str]]
    required: tuple[str, ...]
    required_any: tuple[str, ...]
    required_values: tuple[str, ...]
    day_first: bool
    titles: dict[str, str]
    json_first: bool
    constants: dict[str, str]
    id_prefix: str
    books: bool
    steps: bool

    def column_of(self, header: str) -> str | None:
        """The canonical column of a header cell, None when it is not read."""
        return next((self.columns[key] for key in title_keys(header) if key in self.columns), None)

    def knows(self, header: str) -> bool:
        """Whether the header cell belongs to this form, personal columns included."""
        return any(key in self.columns or key in self.personal for key in title_keys(header))

    def title(self, column: str) -> str:
        """The header under which people know a canonical column."""
        return self.titles.get(column, column)


def profiles_for(name: str | None) -> tuple[Profile, ...]:
    """The named profile alone, else those that are tried in turn, the plain centre export first."""
    return (load_profile(name),) if name else tuple(load_profile(known) for known in TRIED)


def load_profile(name: str) -> Profile:
    """A profile by name (shipped with the package) or by the path of a TOML file.

    Raises:
        UserError: no such profile, or one that cannot be read.
    """
    if name.endswith(".toml"):
        return _read(Path(name))
    folder = resources.files(__name__)
    known = sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))
    if name not in known:
        raise UserError(
            f"không có mẫu tệp {name!r}; hiện có: {', '.join(known)}, hoặc nêu đường dẫn tới một tệp .toml",
            f"no profile {name!r}; there are: {', '.join(known)}, or give the path of a .toml file",
        )
    return _shipped(name)


@cache
def _shipped(name: str) -> Profile:
    return _read(Path(str(resources.files(__name__) / f"{name}.toml")))


def _read(path: Path) -> Profile:
    try:
        return _build(tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"không đọc được mẫu tệp {path.name}: {error}; xem profiles/vietnam.toml làm mẫu",
            f"cannot read the profile {path.name}: {error}; see profiles/vietnam.toml for the form",
        ) from error


def _build(content: dict[str, Any]) -> Profile:
    return Profile(
        name=content["name"],
        columns={bare(alias): column for column, aliases in content["columns"].items() for alias in aliases},
        personal=frozenset(bare(header) for header in content.get("personal", {}).get("headers", ())),
        values={
            column: {fold(alias): str(code) for code, aliases in codes.items() for alias in aliases}
            for column, codes in content.get("values", {}).items()
        },
        required=tuple(content["required"]),
        required_any=tuple(content.get("required_any", ())),
        required_values=tuple(content.get("required_values", ())),
        day_first=content.get("day_first", True),
        json_first=content.get("json_first", False),
        constants=content.get("constants", {}),
        id_prefix=content.get("id_prefix", ""),
        books=content.get("books", False),
        steps=content.get("steps", False),
        titles={column: aliases[0] for column, aliases in content["columns"].items()},
    )
