// On every page of the chat: the way out, and nothing left behind. The link works without this, too.
const exit = document.getElementById("exit");
const ESCAPES = 3;
const WITHIN_MS = 5000;
let escapes = [];

function blank() {
  document.title = "";
  document.body.replaceChildren();
}

function leave(event) {
  event?.preventDefault();
  // Whatever waits to be sent goes along, since of two beacons the second may arrive first: see chat.js.
  const form = new URLSearchParams({ csrf_token: exit.dataset.token });
  document.dispatchEvent(new CustomEvent("chat-leave", { detail: form }));
  navigator.sendBeacon("/chat/exit", form);
  blank();
  location.replace(exit.dataset.to);
}

exit.addEventListener("click", leave);
const hint = document.createElement("span");
hint.className = "hidden";
hint.textContent = ` ${exit.dataset.hint}`;
exit.append(hint);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = [];
    return;
  }
  const now = performance.now();
  escapes = [...escapes.filter((at) => now - at < WITHIN_MS), now];
  if (escapes.length >= ESCAPES) leave();
});

// A page that the browser keeps for its back button must be empty.
addEventListener("pagehide", blank);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.replace("/chat");
});

// The link is not for the history; the form carries it.
if (document.querySelector("[data-door]") || location.pathname === "/chat/enter") {
  history.replaceState(null, "", "/chat");
}
