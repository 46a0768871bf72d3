// The list of latest events: new ones come in at the top, each once.

const most = 30;

export function showEvents(list, template, events) {
  for (const event of events.toReversed()) {
    if (list.querySelector(`[data-position="${CSS.escape(event.position)}"]`)) continue;
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.position = event.position;
    item.dataset.tone = event.tone;
    for (const slot of item.querySelectorAll("[data-slot]")) slot.textContent = event[slot.dataset.slot];
    item.querySelector("[data-slot=detail]").lang = event.detailLanguage;
    item.querySelector("time").dateTime = event.at;
    item.classList.add("changed");
    list.prepend(item);
  }
  while (list.children.length > most) list.lastElementChild.remove();
}
