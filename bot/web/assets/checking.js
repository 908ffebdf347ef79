// Checks examples while they are typed: the server looks, keeps nothing, and answers with the page that whoever
// has no scripts gets, of which only what the checks say is taken.
const QUIET_MS = 900;
const form = document.getElementById("checking");
const looked = document.getElementById("looked");
const said = document.getElementById("looked-said");
const stale = document.getElementById("stale");
const frontend = document.querySelector('link[rel="modulepreload"]').href;
// A form whose buttons are called "action" has no address under that name.
const address = form?.getAttribute("action");
let pause;
let going;

async function look() {
  going?.abort();
  going = new AbortController();
  const sent = new URLSearchParams(new FormData(form));
  sent.set("action", "check");
  try {
    const answer = await fetch(address, { method: "POST", body: sent, signal: going.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(page.getElementById("looked"));
  } catch (problem) {
    if (problem.name !== "AbortError") stale.hidden = false;
  }
}

// Whoever stood in what is replaced is led to what stands there now.
function show(found) {
  const stoodHere = looked.contains(document.activeElement);
  looked.replaceChildren(...document.importNode(found, true).childNodes);
  if (stoodHere) looked.focus();
  stale.hidden = true;
  import(frontend).then(({ initAll }) => initAll({ scope: looked }));
  const words = [...looked.querySelectorAll("[data-said]")].map((one) => one.textContent);
  said.textContent = words.join(" ").replace(/\s+/g, " ").trim();
}

form?.addEventListener("input", (event) => {
  if (event.target.name === "known") return;
  clearTimeout(pause);
  pause = setTimeout(look, QUIET_MS);
});
// What is sent by a button is looked at anyway.
form?.addEventListener("submit", () => {
  clearTimeout(pause);
  going?.abort();
});
