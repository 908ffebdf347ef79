// Keys for those who like them: none is needed, and whoever speaks to their computer can turn them off.
const STORED = "hafan-keys";
const on = () => localStorage.getItem(STORED) !== "off";
const items = () => [...document.querySelectorAll("[data-key-item]")];

function move(step) {
  const all = items();
  const place = all.indexOf(document.activeElement);
  const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

function search() {
  const box = document.querySelector("[data-key-search]");
  if (box) box.focus();
  else location.assign("/young-people#search");
}

const KEYS = {
  "/": search,
  j: () => move(1),
  k: () => move(-1),
  "?": () => location.assign("/help"),
};

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !on()) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

if (location.hash === "#search") document.querySelector("[data-key-search]")?.focus();

const button = document.getElementById("keys-switch");
function tell() {
  const name = on() ? "on" : "off";
  button.textContent = button.dataset[name];
  document.getElementById("keys-state").textContent = document.getElementById("keys-state").dataset[name];
}
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(STORED, on() ? "off" : "on");
    tell();
  });
  tell();
}
