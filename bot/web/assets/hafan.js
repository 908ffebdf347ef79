// The pages work without scripts. This starts GOV.UK Frontend's components and watches over the live list.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const frontend = document.querySelector('link[rel="modulepreload"]').href;
import(frontend).then(({ initAll }) => initAll());

const stale = document.getElementById("stale");

function setStale(isStale) {
  if (stale) stale.hidden = !isStale;
}

// Only a change is announced: the list is fetched every minute, and mostly nothing is new.
function announce() {
  const summary = document.getElementById("summary");
  const said = document.getElementById("said");
  if (!summary || !said) return;
  const { title, waiting } = summary.dataset;
  document.title = title;
  const count = document.getElementById("alerts-waiting");
  count.textContent = waiting;
  count.hidden = waiting === "0";
  if (said.textContent !== summary.dataset.summary) said.textContent = summary.dataset.summary;
}

document.body.addEventListener("htmx:sendError", () => setStale(true));
document.body.addEventListener("htmx:responseError", () => setStale(true));
document.body.addEventListener("htmx:afterSwap", () => {
  setStale(false);
  announce();
});
