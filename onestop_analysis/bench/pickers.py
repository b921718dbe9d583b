"""The pickers of explore_trends: widgets that change an explorer's selection."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from onestop_analysis.bench.explorer import names_of
from onestop_analysis.bench.words import say
from onestop_analysis.errors import UserError
from onestop_analysis.periods import CONVENTIONS, Period, parse_period
from onestop_analysis.project import read_centre
from onestop_analysis.timeliness import RULES
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from ipywidgets import HTML, Dropdown, VBox

    from onestop_analysis.bench.explorer import Explorer
    from onestop_analysis.project import Project

ORDER = ("centre", "period", "agency", "procedure", "channel", "rule", "convention")
SPANS = ("{year}", "{year}-Q4", "{year}-Q3", "{year}-Q2", "{year}-Q1")
Option = tuple[str, str]  # what people read, what is selected


def make_pickers(explorer: Explorer, project: Project) -> VBox:
    """One picker a parameter, a button that exports, and a line that says what happened."""
    from ipywidgets import HTML, Button, HBox, Layout, VBox

    said, button = HTML(), Button(description=say(explorer.selection.lang, "export"), layout=Layout(width="auto"))
    pickers = {name: _picker(explorer, project, name) for name in ORDER}
    board = _Board(explorer, project, pickers, said)
    for name, picker in pickers.items():
        picker.observe(lambda change, name=name: board.choose(name, change["new"]), "value")
    button.on_click(lambda _: board.export())
    wide = [pickers["agency"], pickers["procedure"]]
    rows = [HBox(row, layout=Layout(flex_flow="row wrap")) for row in _rows(pickers)]
    return VBox([rows[0], *wide, rows[1], HBox([button, said])])


def _rows(pickers: dict[str, Dropdown]) -> list[list[Dropdown]]:
    return [[pickers[name] for name in names] for names in (("centre", "period", "channel"), ("rule", "convention"))]


class _Board:
    """Takes what is picked to the explorer, and what can be picked next back to the pickers."""

    def __init__(self, explorer: Explorer, project: Project, pickers: dict[str, Dropdown], said: HTML) -> None:
        self._explorer, self._project, self._pickers, self._said = explorer, project, pickers, said
        self._silent = False

    def choose(self, name: str, value: str) -> None:
        """A picker was changed: select it, or say why that cannot be and put the picker back."""
        if self._silent:
            return
        try:
            self._explorer.select(**{name: value, **self._consequences(name, value)})
        except UserError as error:
            self.say(error.vi if self._explorer.selection.lang == "vi" else error.en)
        else:
            lang = self._explorer.selection.lang
            self.say(say(lang, "picked", count=self._explorer.part.get("received").text(lang)))
        self.settle()

    def export(self) -> None:
        """The button was pressed."""
        files = self._explorer.export()
        self.say(say(self._explorer.selection.lang, "exported", count=str(len(files)), folder=str(files[0].parent)))

    def say(self, text: str) -> None:
        """Show one line beside the button."""
        self._said.value = f'<span role="status">{escape(text)}</span>'

    def settle(self) -> None:
        """Bring every picker in line with the selection."""
        self._silent = True
        for name, picker in self._pickers.items():
            options = options_of(self._explorer, self._project, name)
            if tuple(options) != tuple(picker.options):
                picker.options = options
            picker.value = getattr(self._explorer.selection, name)
        self._silent = False

    def _consequences(self, name: str, value: str) -> dict[str, str]:
        """What else changes: a new centre has other agencies and periods, a new agency other procedures."""
        if name == "centre":
            return {"agency": "", "procedure": "", "period": self._explorer.period_at(value)}
        return {"procedure": ""} if name == "agency" else {}


def _picker(explorer: Explorer, project: Project, name: str) -> Dropdown:
    from ipywidgets import Dropdown, Layout

    selection = explorer.selection
    wide = name in ("agency", "procedure")
    return Dropdown(
        options=options_of(explorer, project, name),
        value=getattr(selection, name),
        description=say(selection.lang, name),
        style={"description_width": "9em"},
        layout=Layout(width="100%" if wide else "auto", max_width="56em"),
    )


def options_of(explorer: Explorer, project: Project, name: str) -> list[Option]:
    """What can be picked, the present value always among it."""
    facts, selection = explorer.facts, explorer.selection
    lang, everything = selection.lang, (say(selection.lang, "all"), "")
    match name:
        case "centre":
            found: list[Option] = [(read_centre(project, slug).province, slug) for slug in project.centres()]
        case "period":
            found = [(period.name(lang), period.label) for period in periods_of(explorer)]
        case "convention":
            found = [(say(lang, value), value) for value in CONVENTIONS]
        case "rule":
            found = [(f"{value} · {rule.source}", value) for value, rule in RULES.items()]
        case "channel":
            found = [everything, *((label(value, lang), value) for value in names_of(facts, name))]
        case "agency":
            found = [everything, *((facts.names.get(value, value), value) for value in names_of(facts, name))]
        case _:
            where = {"agency": selection.agency} if selection.agency else {}
            values = names_of(facts, name, **where)
            found = [everything, *((facts.names.get(value, value), value) for value in values)]
    present: Any = getattr(selection, name)
    return found if present in [value for _, value in found] else [*found, (present, present)]


def periods_of(explorer: Explorer) -> list[Period]:
    """Years and quarters that the data reach into, the newest first."""
    facts = explorer.facts
    years = range(facts.data_end.year, facts.data_start.year - 1, -1)
    convention = explorer.selection.convention
    found = [parse_period(span.format(year=year), convention) for year in years for span in SPANS]
    return [period for period in found if period.start <= facts.data_end and period.end >= facts.data_start]
