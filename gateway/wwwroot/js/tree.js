// The table of departments: rows are filled in as counts change, and a department's own departments can be shown
// below it. Rows that are shown in place are asked for again when their department's counts have changed.

import { ask } from "./connection.js";
import { markZeros, showCounts } from "./counts.js";

export function showRows(table, children) {
  for (const child of children) {
    const row = table.querySelector(`tr[data-department="${CSS.escape(child.department)}"]`);
    if (row) showRow(row, child);
  }
}

export function enableExpanding(table) {
  enable(table);
  table.addEventListener("click", event => {
    const button = event.target.closest("button.expand");
    if (button) toggle(button);
  });
}

function enable(scope) {
  markZeros(scope);
  for (const button of scope.querySelectorAll("button.expand")) button.hidden = false;
}

function showRow(row, child) {
  row.dataset.received = child.received ? "yes" : "no";
  row.dataset.complied = child.complied ? "yes" : "no";
  const changed = showCounts(row, child.counts);
  const button = row.querySelector("button.expand[aria-expanded=true]");
  if (changed && button) refresh(button);
}

async function toggle(button) {
  const row = button.closest("tr");
  if (button.getAttribute("aria-expanded") === "true") {
    for (const below of rowsBelow(row)) below.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }

  button.setAttribute("aria-expanded", "true");
  const answer = await ask(button.dataset.children);
  if (!answer || button.getAttribute("aria-expanded") !== "true") {
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const body = document.createElement("tbody");
  body.innerHTML = await answer.text();
  enable(body);
  row.after(...body.children);
}

async function refresh(button) {
  if (button.dataset.busy) {
    button.dataset.again = "yes";
    return;
  }
  button.dataset.busy = "yes";
  const answer = await ask(button.dataset.counts);
  const table = button.closest("table");
  if (answer && table) showRows(table, (await answer.json()).children);
  delete button.dataset.busy;
  if (button.dataset.again) {
    delete button.dataset.again;
    refresh(button);
  }
}

function rowsBelow(row) {
  const level = Number(row.dataset.level);
  const below = [];
  for (let next = row.nextElementSibling; next && Number(next.dataset.level) > level; next = next.nextElementSibling) below.push(next);
  return below;
}
