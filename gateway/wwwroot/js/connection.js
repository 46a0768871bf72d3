// Follows a stream of server-sent events, and shows whether it does. It resumes from the last position that it saw,
// so nothing is missed; a hidden page lets go of its connection, since a browser has only a few for each site.

const silence = 40_000;
const hiddenFor = 20_000;
const waits = [500, 1_000, 2_000, 4_000, 8_000];

export function follow(address, after, handlers) {
  let source = null;
  let position = after;
  let failures = 0;
  let watchdog = 0;
  let hiding = 0;
  let ended = false;

  function open() {
    close();
    if (ended || document.hidden) return;
    const url = new URL(address, location.href);
    if (position) url.searchParams.set("after", position);
    source = new EventSource(url);
    source.onerror = () => fail();
    source.addEventListener("beat", alive);
    source.addEventListener("restart", () => {
      position = "";
      fail();
    });
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, event => {
        alive();
        if (event.lastEventId) position = event.lastEventId;
        handle(JSON.parse(event.data));
      });
    }
    listen();
  }

  function close() {
    clearTimeout(watchdog);
    source?.close();
    source = null;
  }

  function listen() {
    clearTimeout(watchdog);
    watchdog = setTimeout(fail, silence);
  }

  function alive() {
    failures = 0;
    show("live");
    listen();
  }

  async function fail() {
    close();
    show("reconnecting");
    const wait = waits[Math.min(failures++, waits.length - 1)];
    if (failures > 1 && await hasEnded()) {
      ended = true;
      show("ended");
      return;
    }
    watchdog = setTimeout(open, wait);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, hiddenFor);
    else if (source === null) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", event => event.persisted && open());
  open();
}

// The answer to a question beside the stream; null where there is none to be had now.
export async function ask(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

// An event source does not say why it failed: ask whether the reader is still signed in.
async function hasEnded() {
  try {
    const answer = await fetch("/session", { cache: "no-store" });
    return answer.status === 401;
  } catch {
    return false;
  }
}

function show(state) {
  const connection = document.getElementById("connection");
  if (connection.dataset.state === state) return;
  connection.dataset.state = state;
  const label = connection.querySelector("[data-connection-label]");
  label.textContent = label.closest("p").dataset[state];
}
