// The numbers of a paragraph, a caption or a table are one tab stop; arrow keys go between them.
// Where no script runs, each number is a tab stop of its own.
"use strict";
const groupOf = (number) => number.closest("table, p, li, figcaption") ?? number.closest("section");
const numbersOf = (group) => [...group.querySelectorAll("data button")];
const stopAt = (number) => numbersOf(groupOf(number)).forEach((other) => { other.tabIndex = other === number ? 0 : -1; });

// The number in the next row that has one, in the same column or the nearest before it.
function inRow(number, step) {
  const cell = number.closest("td, th"), rows = [...(cell?.closest("table").rows ?? [])];
  for (let place = rows.indexOf(cell?.parentNode) + step; rows[place]; place += step) {
    const cells = [...rows[place].cells].filter((other) => other.querySelector("data button"));
    const near = cells.findLast((other) => other.cellIndex <= cell.cellIndex) ?? cells[0];
    if (near) return near.querySelector("data button");
  }
  return undefined;
}

function target(number, key) {
  const all = numbersOf(groupOf(number)), place = all.indexOf(number);
  if (key === "ArrowUp") return inRow(number, -1);
  if (key === "ArrowDown") return inRow(number, 1);
  return { ArrowLeft: all[place - 1], ArrowRight: all[place + 1], Home: all[0], End: all.at(-1) }[key];
}

document.querySelectorAll("data button").forEach((number) => { number.tabIndex = -1; });
document.querySelectorAll("data button").forEach((number) => {
  if (!groupOf(number).querySelector('data button[tabindex="0"]')) number.tabIndex = 0;
});
document.addEventListener("focusin", ({ target: number }) => { if (number.matches("data button")) stopAt(number); });
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("data button") || event.altKey || event.ctrlKey || event.metaKey) return;
  const number = target(event.target, event.key);
  if (!number) return;
  event.preventDefault();
  const isOpen = event.target.popoverTargetElement?.matches(":popover-open");
  number.focus();
  if (isOpen) number.click(); // an open note goes along
});
document.querySelectorAll(".keys").forEach((hint) => { hint.hidden = false; });
