// Puts counts where they belong: an element's data-count names the count that it shows.

const format = new Intl.NumberFormat("en");

export function showCounts(scope, counts) {
  let changed = false;
  for (const element of scope.querySelectorAll("[data-count]")) {
    const text = format.format(counts[element.dataset.count]);
    if (element.textContent === text) continue;
    element.textContent = text;
    markZero(element);
    mark(element);
    changed = true;
  }
  if (changed) showBars(scope, counts);
  return changed;
}

export function markZeros(scope) {
  for (const element of scope.querySelectorAll("[data-count]")) markZero(element);
}

// As Bar.cs does.
function showBars(scope, counts) {
  let from = 0;
  for (const [part, count] of [
    ["acknowledged", counts.acknowledged],
    ["declined", counts.declined],
    ["opened", counts.opened - counts.acknowledged - counts.declined],
  ]) {
    for (const rect of scope.querySelectorAll(`[data-bar="${part}"]`)) {
      rect.setAttribute("x", percent(from, counts.served));
      rect.setAttribute("width", percent(count, counts.served));
    }
    from += count;
  }
}

function markZero(element) {
  element.toggleAttribute("data-zero", element.textContent === "0");
}

function mark(element) {
  element.classList.remove("changed");
  requestAnimationFrame(() => element.classList.add("changed"));
}

function percent(part, whole) {
  return `${whole === 0 ? 0 : (100 * part) / whole}%`;
}
