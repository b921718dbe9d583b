"""What reading keeps in mind: the figure being read, and what carries over to the next one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.dates import Days
    from onestop_analysis.sources.release.lexicon import Lexicon
    from onestop_analysis.sources.release.tokens import Item

SCOPES = ("level", "agency", "field")
UNKNOWN: Days = (None, None)


@dataclass(slots=True, eq=False)
class Draft:
    """A figure being read. `facets` holds measure and breakdown; `item` is its number, or its share.

    `whole` is the measure of which the words say that the share is ('48,24% số hồ sơ tiếp nhận').
    Of a rise or fall, `of` is the figure that changed, `then` the days that it is compared with.
    `label` is the text of the words beside the number; `right_end` the place in the sentence up to
    which words belong to it. `own` are the facets that its own words gave.
    """

    item: Item
    start: int
    end: int
    facets: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    unit: str = ""
    approx: str = ""
    sign: int = 0
    share: Item | None = None
    fraction: Item | None = None
    parent: Draft | None = None
    base: Draft | None = None
    of: Draft | None = None
    then: Days = UNKNOWN
    direction: int = 0
    whole: str = ""
    days: Days = UNKNOWN
    sentence: int = 0
    line: int = 0
    headline: bool = False
    rate: bool = False
    label: str = ""
    printed: str = ""
    cell: tuple[int, int] = (0, 0)
    label_items: list[Item] = field(default_factory=list)
    taken: list[Item] = field(default_factory=list)  # the items whose meaning became its own


@dataclass(slots=True)
class Opened:
    """A whole whose parts follow, and what opened it: a bracket, a colon, or words such as 'trong đó'."""

    draft: Draft
    how: str


@dataclass
class Flow:
    """What carries over from one figure to the next."""

    words: Lexicon
    nfc: str
    days: Days = UNKNOWN
    named_days: dict[str, Days] = field(default_factory=dict)
    publisher: str = ""
    scope: dict[str, str] = field(default_factory=dict)
    heading_scope: dict[str, str] = field(default_factory=dict)
    heading: dict[str, str] = field(default_factory=dict)
    heading_line: int = 0
    places: bool = False  # lines begin with different levels: 'Bộ phận một cửa quận: ...', 'UBND 13 phường: ...'
    parts: set[str] = field(default_factory=set)  # organisations that begin lines of a list
    scope_lasts: bool = False
    scope_sentence: int = 0
    line_start: int = 0
    axis: str = ""
    topic: dict[str, str] = field(default_factory=dict)
    parents: list[Opened] = field(default_factory=list)
    carried: Opened | None = None
    above: Opened | None = None
    last: Draft | None = None
    heads: list[Draft] = field(default_factory=list)
    queue: list[dict[str, str]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    rates: list[Draft] = field(default_factory=list)
    sentence: int = 0
    line: int = 0
    headline: bool = False
    versus: bool = False
    versus_days: Days = UNKNOWN
    scores: bool = False

    @cached_property
    def vietnamese(self) -> bool:
        """The text is Vietnamese: there a noun stands right after its number."""
        return "hồ sơ" in self.nfc.lower()

    @cached_property
    def sets(self) -> bool:
        """Dossiers are counted in sets: '1.127 bộ hồ sơ, trong đó 1.088 bộ đúng hẹn'."""
        return "bộ hồ sơ" in self.nfc.lower()

    def draft(self, item: Item) -> Draft:
        """A new figure at the present place."""
        return Draft(
            item,
            item.start,
            item.end,
            days=self.days,
            sentence=self.sentence,
            line=self.line,
            headline=self.headline,
        )

    def named(self, item: Item) -> dict[str, str]:
        """The agency or field that an item names, as in the text."""
        return {item.axis: self.nfc[item.start : item.end]}

    def is_publisher(self, name: str) -> bool:
        """The organisation that publishes the text is no part of itself."""
        short = self.publisher.startswith(f"{name} ")  # 'UBND huyện' of 'UBND huyện Hòa Bình'
        return short or name == self.publisher or "các cấp" in name or name.startswith(self.words.publishers)


def fits(child: Mapping[str, str], parent: Mapping[str, str]) -> bool:
    """A part has the measure of its whole, or none of its own, and a label that the whole leaves open."""
    measure, whole = child.get("measure"), parent.get("measure")
    if measure and whole and measure != whole:
        return False
    return not any(
        key in parent and not (key == "service_level" and child[key] != parent[key] and child[key] in parent[key])
        for key in child
        if key not in ("measure", *SCOPES)
    )
