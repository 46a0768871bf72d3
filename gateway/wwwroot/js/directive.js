import { Charts } from "./charts.js";
import { ask, follow } from "./connection.js";
import { markZeros, showCounts } from "./counts.js";
import { showEvents } from "./events.js";
import { enableExpanding, showRows } from "./tree.js";

const timelinePace = 2_000;
const speechPace = 15_000;

const page = document.getElementById("compliance");
const figures = page.querySelector("[data-tally=total]");
const table = page.querySelector("table.tree");
const events = document.getElementById("events");
const template = document.getElementById("event");

let own = page.dataset.own;
let charts = null;
let timelineDue = 0;
let speechDue = 0;
let standing = null;

markZeros(page);
if (table) enableExpanding(table);
// A canvas does not wait for its type.
await Promise.all(document.documentElement.lang === "ur"
  ? [document.fonts.load('1rem "Noto Nastaliq Urdu"', "ا"), document.fonts.load('1rem "Source Sans 3"')]
  : [document.fonts.load('1rem "Source Sans 3"')]);
charts = new Charts(page.querySelector(".charts"));
follow(page.dataset.live, page.dataset.after, { counts: show });

function show({ counts, events: latest }) {
  page.dataset.received = counts.total.received ? "yes" : "no";
  document.querySelector("[data-as-of]").textContent = counts.asOf;
  if (showCounts(figures, counts.total.counts)) speak(counts.total.counts);
  charts.showCounts(counts.total.counts);
  if (table) showRows(table, counts.children);
  showEvents(events, template, latest);
  page.querySelector(".events-none").hidden = events.children.length > 0;
  const { served, opened, acknowledged, declined } = counts.own;
  const now = [served, opened, acknowledged, declined].join("/");
  if (now !== own) showPosts();
  own = now;
  askForTimeline();
}

function askForTimeline() {
  if (timelineDue) return;
  timelineDue = setTimeout(async () => {
    timelineDue = 0;
    const answer = await ask(page.dataset.timeline);
    if (answer) charts.showTimeline(await answer.json());
  }, charts.course ? timelinePace : 0);
}

// For those who listen to the page: not each act, but how it stands, now and then.
function speak(counts) {
  standing = counts;
  speechDue ||= setTimeout(() => {
    speechDue = 0;
    const values = [standing.acknowledged, standing.served, standing.declined, standing.overdue];
    const spoken = document.getElementById("spoken");
    spoken.textContent = spoken.dataset.text.replace(/{(\d)}/g, (_, i) => values[i]);
  }, speechPace);
}

async function showPosts() {
  const section = document.getElementById("posts");
  const answer = await ask(section.dataset.part);
  if (!answer) return;
  const holder = document.createElement("div");
  holder.innerHTML = await answer.text();
  section.replaceWith(holder.firstElementChild);
}
