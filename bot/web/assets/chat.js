// An open conversation. Messages wait in memory until the service has stored them, and are sent again until it
// says so; what is new arrives by server-sent events, which go on where they broke off.
const list = document.getElementById("said");
const form = document.getElementById("write");
const box = document.getElementById("text");
const send = form.querySelector("button");
const signal = document.getElementById("signal");
const helpNow = document.getElementById("help-now");
const log = document.getElementById("log");
const token = form.elements.csrf_token.value;
const GIVE_UP_AFTER_MS = 15000;
const SLOWEST_RETRY_MS = 15000;
// A browser takes no more than 64 KiB along from a page that is left.
const MOST_HANDED_OVER = 60000;

const outbox = [];
let sending = false;
let retries = 0;
let timer;
// What waits may still be handed in once the page shows nothing new, until the service refuses that, too.
let closed = false;
let refused = false;
let last = list.dataset.last;

function body(fields) {
  return new URLSearchParams({ csrf_token: token, ...fields });
}

function nearEnd() {
  return innerHeight + scrollY >= document.body.scrollHeight - 200;
}

function toEnd() {
  const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
  document.getElementById("end").scrollIntoView({ behavior: smooth ? "smooth" : "auto", block: "end" });
}

function lost(on) {
  const text = refused ? signal.dataset.refused : on ? signal.dataset.lost : "";
  if (signal.textContent !== text) signal.textContent = text;
}

function pending(text) {
  const item = document.createElement("li");
  item.className = "said said--mine said--waits";
  const words = document.createElement("p");
  words.className = "said__words";
  words.textContent = text;
  const about = document.createElement("p");
  about.className = "said__about";
  const state = document.createElement("span");
  state.className = "said__state";
  state.textContent = form.dataset.notSent;
  about.append(`${form.dataset.you}, `, state);
  item.append(words, about);
  list.append(item);
  document.getElementById("nothing")?.remove();
  return item;
}

function problem(text) {
  document.getElementById("problem")?.remove();
  box.removeAttribute("aria-describedby");
  if (!text) return;
  const said = document.createElement("p");
  said.id = said.className = "problem";
  said.setAttribute("role", "alert");
  said.textContent = text;
  box.before(said);
  box.setAttribute("aria-describedby", "problem");
}

function stored(message, sequence) {
  const id = `m${sequence}`;
  if (document.getElementById(id)) {
    message.item.remove();
    return;
  }
  message.item.id = id;
  message.item.classList.remove("said--waits");
  message.item.querySelector(".said__state").textContent = form.dataset.sent;
}

async function sendNext() {
  clearTimeout(timer);
  if (sending || refused || !outbox.length) return;
  sending = true;
  const [message] = outbox;
  // Older phones have no AbortSignal.timeout.
  const giveUp = new AbortController();
  const waited = setTimeout(() => giveUp.abort(), GIVE_UP_AFTER_MS);
  try {
    const answer = await fetch("/chat", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body({ client: message.client, text: message.text }),
      cache: "no-store",
      signal: giveUp.signal,
    });
    if (answer.ok) {
      stored(message, (await answer.json()).sequence);
      outbox.shift();
      retries = 0;
      lost(false);
    } else if (answer.status < 500) {
      // The visit has ended: the words stay on the page, marked as not sent, until it is left.
      refuse();
    } else {
      throw new Error("not stored");
    }
  } catch {
    lost(true);
    retries += 1;
    timer = setTimeout(sendNext, Math.min(1000 * 2 ** retries, SLOWEST_RETRY_MS));
  }
  clearTimeout(waited);
  sending = false;
  if (!retries) sendNext();
  leaveIfClosed();
}

function refuse() {
  closed = refused = true;
  stream.close();
  for (const { item } of outbox) item.querySelector(".said__state").textContent = form.dataset.refused;
  box.disabled = send.disabled = true;
  problem();
  lost(false);
  helpNow.hidden = false;
  helpNow.scrollIntoView({ block: "end" });
}

function leaveIfClosed() {
  if (closed && !outbox.length) location.replace(`/chat?in=${document.documentElement.lang}`);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.replaceAll("\r\n", "\n").trim();
  problem(text ? "" : form.dataset.empty);
  box.focus();
  if (!text) return;
  outbox.push({ client: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, text, item: pending(text) });
  box.value = "";
  toEnd();
  sendNext();
});

box.addEventListener("keydown", (event) => {
  const keyboard = matchMedia("(pointer: fine)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && keyboard) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// Messages stand as they were stored, and what still waits comes last.
function order(item) {
  return item.id ? Number(item.id.slice(1)) : Infinity;
}

function arrived(event) {
  last = event.lastEventId || last;
  const piece = document.createElement("template");
  piece.innerHTML = event.data;
  const item = piece.content.firstElementChild;
  // What arrives twice, or was just sent from here, is shown once.
  if (item && !document.getElementById(item.id)) {
    const follow = nearEnd();
    item.classList.add("said--new");
    list.insertBefore(item, [...list.children].find((one) => order(one) > order(item)) ?? null);
    document.getElementById("nothing")?.remove();
    if (follow) toEnd();
  }
  if (document.visibilityState === "visible") seen();
}

let seeing;
function seen() {
  clearTimeout(seeing);
  seeing = setTimeout(() => {
    fetch("/chat/seen", { method: "POST", body: body({ shown: last }), cache: "no-store" }).catch(() => {});
  }, 300);
}

let stream;
function listen() {
  stream = new EventSource(`/chat/events?after=${last}`);
  stream.addEventListener("open", () => lost(outbox.length > 0 && retries > 0));
  stream.addEventListener("message", arrived);
  stream.addEventListener("closed", () => {
    stream.close();
    closed = true;
    leaveIfClosed();
  });
  stream.addEventListener("error", () => {
    if (closed) return;
    lost(true);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listenAgain, 3000);
  });
}

// A stream does not say why it was refused: 204 is for a visit that has ended, or waits for its PIN.
async function listenAgain() {
  const enough = new AbortController();
  const waited = setTimeout(() => enough.abort(), GIVE_UP_AFTER_MS);
  const answer = await fetch(stream.url, { cache: "no-store", signal: enough.signal }).catch(() => null);
  clearTimeout(waited);
  enough.abort();
  if (refused) return;
  if (answer?.status !== 204) {
    listen();
    return;
  }
  closed = true;
  lost(outbox.length > 0 && retries > 0);
  leaveIfClosed();
}

addEventListener("online", () => {
  retries = 0;
  sendNext();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") seen();
});
document.addEventListener("chat-leave", ({ detail: leaving }) => {
  for (const { client, text } of outbox) {
    const more = new URLSearchParams({ client, text });
    if (`${leaving}&${more}`.length > MOST_HANDED_OVER) break;
    for (const [name, value] of more) leaving.append(name, value);
  }
});

log.scrollIntoView({ block: "end" });
document.getElementById("end").scrollIntoView({ block: "end" });
listen();
