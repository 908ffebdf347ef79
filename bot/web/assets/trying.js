// Tries a rule while it is typed: the server checks and counts, and answers with the page that whoever has no
// scripts gets, of which only the part about the trial is taken.
const QUIET_MS = 900;
const AGAIN_MS = 700;
const form = document.getElementById("rule");
const trial = document.getElementById("trial");
const said = document.getElementById("trial-said");
const stale = document.getElementById("stale");
let pause;
let going;

// The first look warms the counting up, and reads no real message: nobody has asked for one yet.
async function look(first) {
  going?.abort();
  going = new AbortController();
  const sent = new URLSearchParams(new FormData(form));
  sent.set("do", "try");
  sent.set("soon", "1");
  if (first) sent.set("first", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, signal: going.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.getElementById("trial"), first);
  } catch (problem) {
    if (problem.name !== "AbortError") stale.hidden = false;
  }
}

function show(found, first) {
  if (found.innerHTML !== trial.innerHTML) {
    trial.replaceChildren(...document.importNode(found, true).childNodes);
  }
  stale.hidden = true;
  if ("again" in found.dataset) pause = setTimeout(() => look(first), AGAIN_MS);
  else if (!first) said.textContent = [...trial.querySelectorAll("[data-said]")].map((one) => one.textContent).join(" ");
}

if (form) {
  form.addEventListener("input", (event) => {
    if (!["text", "more"].includes(event.target.id)) return;
    clearTimeout(pause);
    pause = setTimeout(() => look(false), QUIET_MS);
  });
  if (!("tried" in form.dataset)) look(true);
}
