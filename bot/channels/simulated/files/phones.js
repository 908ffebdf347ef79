"use strict";

// Words of people reach the page through textContent alone, so no text can become part of the page.

const words = JSON.parse(document.body.dataset.words);
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const offline = document.getElementById("offline");
let shown = [];

function initials(name) {
  return name.split(/\s+/).map((part) => part[0]).slice(0, 2).join("").toUpperCase();
}

function readable(number) {
  return number.replace(/^\+44(\d{4})(\d{6})$/, "0$1 $2");
}

function paragraph(className, text) {
  const element = document.createElement("p");
  element.className = className;
  element.textContent = text;
  return element;
}

function underline(text) {
  if (!text.arrived) return words.lost;
  const time = clock.format(new Date(text.at));
  if (text.origin === "mail") return `${words.email} · ${time}`;
  return text.origin === "twilio" ? `${words.stock} · ${time}` : time;
}

function bubble(text, spoken) {
  const element = document.createElement("div");
  element.className = `bubble from-${text.origin}`;
  element.classList.toggle("lost", !text.arrived);
  element.dataset.sid = text.sid;
  for (let picture = 0; picture < text.media; picture += 1) {
    element.append(paragraph("words picture", words.picture));
  }
  if (text.body || !text.media) {
    const said = paragraph("words", text.body || "\u00a0");
    said.lang = text.origin === "twilio" ? "en" : spoken;
    element.append(said);
  }
  element.append(paragraph("under", underline(text)));
  return element;
}

function showText(thread, text, isNew) {
  const fresh = bubble(text, thread.dataset.words);
  const known = [...thread.children].find((child) => child.dataset.sid === text.sid);
  thread.querySelector(".empty").hidden = true;
  if (known) {
    known.replaceWith(fresh);
    return;
  }
  fresh.classList.toggle("new", isNew);
  thread.append(fresh);
  thread.scrollTop = thread.scrollHeight;
}

async function send(place, box) {
  const body = box.value;
  box.value = "";
  try {
    const answer = await fetch(`/phones/${place}/texts`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ body }),
    });
    if (!answer.ok) box.value = body;
  } catch {
    box.value = body;
    offline.hidden = false;
  }
}

function showCall(panel, call) {
  panel.hidden = !call || call.state === "ended";
  if (panel.hidden) return;
  const ringing = call.state === "ringing";
  panel.classList.toggle("ringing", ringing);
  panel.querySelector(".call-state").textContent = ringing ? words.calling : words.talking;
  panel.querySelector(".call-words").replaceChildren(...call.words.map((said) => {
    const line = paragraph("", said);
    line.lang = panel.dataset.words;
    return line;
  }));
  panel.querySelector(".call-keys").hidden = !call.awaits_key;
  panel.querySelector(".call-answer").hidden = !ringing;
  panel.querySelector(".call-end").textContent = ringing ? words.decline : words.hang_up;
}

function prepareCall(panel, place) {
  for (const button of panel.querySelectorAll("button")) {
    button.addEventListener("click", () => fetch(`/phones/${place}/call`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ do: button.dataset.do }),
    }).catch(() => { offline.hidden = false; }));
  }
}

function prepareComposer(form, phone, place) {
  const box = form.querySelector("textarea");
  const label = form.querySelector("label");
  box.id = `write-${place}`;
  label.htmlFor = box.id;
  label.textContent = `${words.write} ${phone.name}`;
  box.placeholder = words.hint;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim()) send(place, box);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

function buildPhone(phone, place) {
  const element = document.getElementById("phone").content.cloneNode(true).querySelector(".phone");
  const avatar = element.querySelector(".avatar");
  avatar.textContent = initials(phone.name);
  avatar.classList.add(`tint-${place % 6}`);
  element.querySelector(".name").textContent = phone.name;
  element.querySelector(".details").textContent = `${words[phone.role]} · ${readable(phone.number)}`;
  const thread = element.querySelector(".thread");
  // The words are in the holder's language, what stands around them in the page's.
  thread.dataset.words = phone.language;
  thread.setAttribute("aria-label", phone.name);
  const call = element.querySelector(".call");
  call.dataset.words = phone.language;
  prepareCall(call, place);
  prepareComposer(element.querySelector(".composer"), phone, place);
  return element;
}

function samePhones(phones) {
  const key = (phone) => [phone.name, phone.number, phone.role, phone.language].join("\n");
  return phones.length === shown.length && phones.every((phone, place) => key(phone) === shown[place].key);
}

function build(phones) {
  const shelves = { young: document.getElementById("phones-young-people"), staff: document.getElementById("phones-staff") };
  for (const shelf of Object.values(shelves)) shelf.replaceChildren();
  shown = phones.map((phone, place) => {
    const element = buildPhone(phone, place);
    (phone.role === "young_person" ? shelves.young : shelves.staff).append(element);
    return { key: [phone.name, phone.number, phone.role, phone.language].join("\n"), element };
  });
  document.getElementById("young-people-section").hidden = !shelves.young.childElementCount;
  document.getElementById("staff-section").hidden = !shelves.staff.childElementCount;
  document.getElementById("nobody").hidden = phones.length > 0;
}

function showEverything(phones) {
  // What somebody is typing stays: the phones are built anew only when they are others.
  if (!samePhones(phones)) build(phones);
  phones.forEach((phone, place) => {
    const thread = shown[place].element.querySelector(".thread");
    const sids = new Set(phone.texts.map((text) => text.sid));
    for (const old of thread.querySelectorAll(".bubble")) if (!sids.has(old.dataset.sid)) old.remove();
    shown[place].element.querySelector(".opted-out").hidden = !phone.opted_out;
    showCall(shown[place].element.querySelector(".call"), phone.call);
    for (const text of phone.texts) showText(thread, text, false);
    thread.querySelector(".empty").hidden = phone.texts.length > 0;
    thread.scrollTop = thread.scrollHeight;
  });
}

const events = new EventSource("/events");
events.addEventListener("open", () => { offline.hidden = true; });
events.addEventListener("error", () => { offline.hidden = false; });
events.addEventListener("everything", (event) => showEverything(JSON.parse(event.data)));
events.addEventListener("text", (event) => {
  const { places, text } = JSON.parse(event.data);
  for (const place of places) showText(shown[place].element.querySelector(".thread"), text, true);
});
events.addEventListener("call", (event) => {
  const { places, call } = JSON.parse(event.data);
  for (const place of places) showCall(shown[place].element.querySelector(".call"), call);
});
