// Passkeys: a form that asks for one shows only where the browser knows what that is.
const able = window.PublicKeyCredential !== undefined && window.isSecureContext;

for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = able;
for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = !able;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function written(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What the service sends has its bytes written as text; the browser wants bytes.
function opened(options) {
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const result = { ...options, challenge: bytes(options.challenge) };
  if (options.user) result.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) result.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) result.allowCredentials = named(options.allowCredentials);
  return result;
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = written(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, type, rawId: written(credential.rawId), response, clientExtensionResults: {} });
}

async function ask(form) {
  const token = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body: token });
  if (!answer.ok) throw new Error("no options");
  const publicKey = opened(await answer.json());
  const make = form.dataset.passkey === "create";
  const credential = await (make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  form.elements.credential.value = answered(credential);
  form.submit();
}

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  const problem = form.querySelector("[data-problem]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.hidden = true;
    ask(form).catch(() => {
      problem.hidden = false;
    });
  });
}
