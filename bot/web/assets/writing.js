// Counts a text as it is typed, by the rules that the server counts with and put into the page. Nothing is
// replaced by itself: what makes a text dearer is only named.
const line = document.getElementById("count");
const text = document.getElementById("text");
const said = document.getElementById("count-said");
const QUIET_MS = 1000;

function width(character, rules, cheap) {
  if (cheap) return rules.extended.includes(character) ? 2 : 1;
  return character.codePointAt(0) > 0xffff ? 2 : 1;
}

// A character of two units is never cut in half: it moves to the next part.
function partsOf(widths, room) {
  let parts = 0;
  let left = 0;
  for (const one of widths) {
    if (one > left) {
      parts += 1;
      left = room;
    }
    left -= one;
  }
  return { parts, left };
}

export function count(value, rules) {
  // Forms send line ends as two characters, and the server reads them as one.
  const characters = [...value.replace(/\r\n?/g, "\n").trim()];
  const dear = [...new Set(characters.filter((one) => !rules.basic.includes(one) && !rules.extended.includes(one)))];
  const cheap = dear.length === 0;
  const widths = characters.map((one) => width(one, rules, cheap));
  const units = widths.reduce((sum, one) => sum + one, 0);
  const [alone, together] = cheap ? rules.gsm7 : rules.ucs2;
  const room = units <= alone ? alone : together;
  const { parts, left } = partsOf(widths, room);
  return { parts, units, dear, cheap, room: parts * room, used: parts * room - left };
}

function fill(pattern, values) {
  return pattern.replace(/{(\w+)}/g, (_, name) => values[name]);
}

function marked(characters, rules, words) {
  const nodes = [` ${words.dear} `];
  for (const one of characters) {
    const mark = document.createElement("mark");
    mark.textContent = one;
    nodes.push(mark, " ");
  }
  const hints = characters
    .filter((one) => rules.plain[one])
    .map((one) => fill(words.plain, { sign: one, plain: rules.plain[one] }));
  return hints.length ? [...nodes, hints.join(". "), "."] : nodes;
}

function show() {
  const words = line.dataset;
  const rules = JSON.parse(words.rules);
  const found = count(text.value, rules);
  if (!found.parts) {
    line.textContent = "";
    return;
  }
  const parts = { 1: words.one, 2: words.two }[found.parts] ?? fill(words.many, { num: found.parts });
  const cost = fill(words.cost, { pence: (found.parts * Number(words.pence)).toFixed(1) });
  const used = fill(found.cheap ? words.gsm7 : words.ucs2, { used: found.used, room: found.room });
  line.replaceChildren(`${parts}, ${cost}: ${used}.`, ...(found.cheap ? [] : marked(found.dear, rules, words)));
}

// A reader that speaks hears the count when the typing pauses, and not at each letter.
let pause;
function later() {
  clearTimeout(pause);
  pause = setTimeout(() => {
    said.textContent = line.textContent;
  }, QUIET_MS);
}

if (line && text) {
  show();
  text.addEventListener("input", () => {
    show();
    later();
  });
}

const stale = document.getElementById("stale");
document.body.addEventListener("htmx:sendError", () => (stale.hidden = false));
document.body.addEventListener("htmx:responseError", () => (stale.hidden = false));
document.body.addEventListener("htmx:afterSwap", () => (stale.hidden = true));
