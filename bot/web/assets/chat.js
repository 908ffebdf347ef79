// An open conversation. Messages wait in memory until the service has stored them, and are sent again until it
// says so; what is new arrives by server-sent events, which go on where they broke off.
const list = document.getElementById("said");
const form = document.getElementById("write");
const box = document.getElementById("text");
const signal = document.getElementById("signal");
const log = document.getElementById("log");
const token = form.elements.csrf_token.value;
const GIVE_UP_AFTER_MS = 15000;
const SLOWEST_RETRY_MS = 15000;

const outbox = [];
let sending = false;
let retries = 0;
let timer;
let closed = false;
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
  const text = on ? signal.dataset.lost : "";
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
  if (sending || !outbox.length) return;
  sending = true;
  const [message] = outbox;
  try {
    const answer = await fetch("/chat", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body({ client: message.client, text: message.text }),
      cache: "no-store",
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
    });
    if (answer.ok) {
      stored(message, (await answer.json()).sequence);
      outbox.shift();
      retries = 0;
      lost(false);
    } else if (answer.status < 500) {
      // The visit has ended: the words stay on the page, marked as not sent, until it is left.
      closed = true;
    } else {
      throw new Error("not stored");
    }
  } catch {
    lost(true);
    retries += 1;
    timer = setTimeout(sendNext, Math.min(1000 * 2 ** retries, SLOWEST_RETRY_MS));
  }
  sending = false;
  if (!retries && !closed) sendNext();
  leaveIfClosed();
}

function leaveIfClosed() {
  if (closed && !outbox.length) location.replace("/chat");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.replaceAll("\r\n", "\n").trim();
  document.getElementById("problem")?.remove();
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
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}

addEventListener("online", () => {
  retries = 0;
  sendNext();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") seen();
});
document.addEventListener("chat-leave", () => {
  for (const { client, text } of outbox) navigator.sendBeacon("/chat", body({ client, text }));
});

log.scrollIntoView({ block: "end" });
document.getElementById("end").scrollIntoView({ block: "end" });
listen();
