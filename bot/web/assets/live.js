// Watches over an open page: asks anew when something changed, sounds and notifies when asked to, and says
// when it has lost the service. Nothing here decides: what waits is what the service says.
const bar = document.getElementById("live");
const stale = document.getElementById("stale");
const said = document.getElementById("said");
const list = document.getElementById("list");
const switches = { sound: document.getElementById("live-sound"), notices: document.getElementById("live-notices") };
const ORDER = ["low", "medium", "high", "emergency"];
// Losing the service for a moment is ordinary; after this it is said aloud.
const LOUD_AFTER_MS = 20000;
const SLOWEST_RETRY_MS = 30000;
const ASK_EVERY_MS = 60000;

// Short soft tones, made here: pitch in hertz, and when each begins in seconds.
const TONES = {
  low: [[587, 0]],
  medium: [[587, 0], [587, 0.3]],
  high: [[659, 0], [784, 0.22], [659, 0.44]],
  emergency: [[784, 0], [988, 0.18], [784, 0.5], [988, 0.68], [784, 1], [988, 1.18]],
};

let audio;
let stream;
let retries = 0;
let lostSince = null;

// Browsers let a page sound only after a click or a key on it.
function soundWaits() {
  return audio?.state !== "running";
}

async function wakeSound() {
  audio ??= new AudioContext();
  await audio.resume();
}

function sound(severity) {
  if (soundWaits()) return;
  for (const [pitch, begins] of TONES[severity]) {
    const at = audio.currentTime + begins;
    const tone = new OscillatorNode(audio, { type: "sine", frequency: pitch });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.12, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.22);
  }
}

function wanted(name) {
  return localStorage.getItem(`hafan-${name}`) === "on";
}

function showSwitches() {
  const notices = "Notification" in window;
  switches.notices.hidden = !notices;
  const on = { sound: wanted("sound"), notices: notices && wanted("notices") && Notification.permission === "granted" };
  for (const [name, button] of Object.entries(switches)) {
    button.setAttribute("aria-pressed", String(on[name]));
    button.querySelector("strong").textContent = on[name] ? bar.dataset.on : bar.dataset.off;
  }
  const hint = document.getElementById("live-hint");
  const blocked = notices && wanted("notices") && Notification.permission === "denied";
  hint.textContent = blocked ? bar.dataset.blocked : wanted("sound") && soundWaits() ? bar.dataset.silent : "";
  hint.hidden = !hint.textContent;
}

switches.sound.addEventListener("click", async () => {
  localStorage.setItem("hafan-sound", wanted("sound") ? "off" : "on");
  await wakeSound();
  if (wanted("sound")) sound("low");
  showSwitches();
});

switches.notices.addEventListener("click", async () => {
  const turnOn = switches.notices.getAttribute("aria-pressed") !== "true";
  localStorage.setItem("hafan-notices", turnOn ? "on" : "off");
  if (turnOn && Notification.permission === "default") await Notification.requestPermission();
  showSwitches();
});

for (const gesture of ["click", "keydown"]) {
  document.addEventListener(gesture, async () => {
    if (wanted("sound") && soundWaits()) {
      await wakeSound();
      showSwitches();
    }
  });
}

function setLost(isLost) {
  lostSince = isLost ? lostSince ?? Date.now() : null;
  document.getElementById("live-state").textContent = isLost ? bar.dataset.lost : bar.dataset.connected;
  bar.classList.toggle("hafan-live--lost", isLost);
  stale.hidden = !isLost || Date.now() - lostSince < LOUD_AFTER_MS;
}

setInterval(() => {
  if (lostSince === null) return;
  const quiet = stale.hidden;
  setLost(true);
  if (quiet && !stale.hidden && wanted("sound")) sound("high");
}, 1000);

function notify(reference, severity) {
  if (!("Notification" in window) || !wanted("notices") || Notification.permission !== "granted") return;
  try {
    const notice = new Notification(bar.dataset[severity], { tag: reference, requireInteraction: severity === "emergency" });
    notice.addEventListener("click", () => { window.focus(); location.assign(`/alerts/${reference}`); });
  } catch {
    // Phones let only service workers notify; there the text, the call and the sound remain.
  }
}

// What this tab has shown already: an alert that comes between two of its pages is news on the second.
function isNews(alerts) {
  const stored = sessionStorage.getItem("hafan-known");
  const known = new Map(stored ? JSON.parse(stored) : []);
  sessionStorage.setItem("hafan-known", JSON.stringify([...alerts]));
  if (stored === null) return [];
  return [...alerts].filter(([reference, severity]) => ORDER.indexOf(severity) > ORDER.indexOf(known.get(reference) ?? ""));
}

function look(root) {
  const summary = root.querySelector("#summary");
  if (!summary) return;
  const { waiting } = summary.dataset;
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (waiting !== "0") document.title = `(${waiting}) ${document.title}`;
  const count = document.getElementById("alerts-waiting");
  count.textContent = waiting;
  count.hidden = waiting === "0";
  // Only a change is announced: mostly nothing is new.
  if (said.textContent !== summary.dataset.summary) said.textContent = summary.dataset.summary;
  const alerts = new Map(summary.dataset.alerts.split(" ").filter(Boolean).map((one) => one.split(":")));
  const news = isNews(alerts);
  if (!news.length) return;
  const [gravest] = [...news].sort((one, other) => ORDER.indexOf(other[1]) - ORDER.indexOf(one[1]));
  if (wanted("sound")) sound(gravest[1]);
  for (const [reference, severity] of news) notify(reference, severity);
}

// The service's own pages only; a session that ended leads to sign-in.
async function fetchPart(path) {
  const answer = await fetch(path, { headers: { "HX-Request": "true" }, redirect: "error" });
  const away = answer.headers.get("HX-Redirect");
  if (away) location.assign(away);
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function ask() {
  document.body.dispatchEvent(new Event("hafan:changed"));
  const changes = document.getElementById("alert-changes");
  try {
    if (!list) look(await fetchPart("/live/state"));
    if (changes) changes.replaceChildren(...(await fetchPart(changes.dataset.from)).body.children);
  } catch {
    setLost(true);
  }
}

function connect() {
  stream = new EventSource("/live");
  stream.addEventListener("open", () => { retries = 0; setLost(false); });
  stream.addEventListener("changed", ask);
  stream.addEventListener("signed-out", ask);
  stream.addEventListener("error", () => {
    setLost(true);
    // A browser tries again by itself unless the service refused it.
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(connect, Math.min(SLOWEST_RETRY_MS, 1000 * 2 ** retries));
      retries += 1;
    }
  });
}

document.body.addEventListener("htmx:sendError", () => setLost(true));
document.body.addEventListener("htmx:responseError", () => setLost(true));
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== list) return;
  setLost(stream.readyState !== EventSource.OPEN);
  look(list);
});
// A page that comes back from the browser's memory is as old as when it was left.
window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
window.addEventListener("pagehide", () => stream.close());

bar.hidden = false;
showSwitches();
setLost(false);
if (list) look(list);
connect();
if (!list) setInterval(ask, ASK_EVERY_MS);
