// Who is here: signing in by a link, by name and password, and the very first start.

import { ask, Problem } from "./api.js";
import { h, icon } from "./dom.js";
import { problemBox } from "./problems.js";

export const session = { user: undefined, scopes: [] };
export const may = (scope) => session.scopes.includes(scope);

/** Takes the one-time code out of the address at once, so that it stays in no history. */
function takeCode() {
  const found = /^#code=([^&]+)/.exec(location.hash);
  if (!found) return undefined;
  history.replaceState(null, "", location.pathname);
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1];
  }
}

let code;

/** Calls `ready` once somebody is signed in; until then it shows what is needed for that. */
export async function enter(place, ready) {
  code = takeCode() ?? code;
  const welcome = (answer) => {
    code = undefined;
    session.user = answer.user;
    session.scopes = answer.scopes ?? [];
    ready();
  };
  try {
    const answer = await ask("GET", "/session", { signingIn: true });
    if (answer.setup_needed) return showSetUp(place, welcome);
    return welcome(answer);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 401) return showTrouble(place, problem, () => enter(place, ready));
  }
  if (!code) return showSignIn(place, welcome);
  try {
    return welcome(await ask("POST", "/session", { body: { code }, signingIn: true }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.offline) return showTrouble(place, problem, () => enter(place, ready));
    code = undefined;
    return showSignIn(place, welcome, problem);
  }
}

export async function leave() {
  await ask("DELETE", "/session");
  location.assign(location.pathname);
}

function frame(place, title, ...children) {
  document.title = `${title} · Atelier`;
  place.replaceChildren(h("main", { class: "door" }, h("div", { class: "door-card" },
    h("p", { class: "wordmark" }, "Atelier"), h("h1", {}, title), ...children)));
  place.querySelector("[data-first]")?.focus();
}

function showTrouble(place, problem, again) {
  frame(place, "One moment", problemBox(problem, again));
}

function passwordField(attributes) {
  const input = h("input", { type: "password", name: "password", id: "password", required: true, ...attributes });
  const show = h("button", { type: "button", class: "show", "aria-pressed": "false", onclick: () => {
    const visible = input.type === "password";
    input.type = visible ? "text" : "password";
    show.setAttribute("aria-pressed", String(visible));
  } }, "Show");
  return h("span", { class: "password" }, input, show);
}

/** A form that says what went wrong where it happened. */
function form(fields, button, submit) {
  const trouble = h("div", {});
  const sending = h("button", { class: "primary", type: "submit" }, button);
  const element = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    sending.disabled = true;
    trouble.replaceChildren();
    try {
      await submit(Object.fromEntries(new FormData(element)));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      trouble.replaceChildren(problemBox(problem));
      sending.disabled = false;
    }
  } }, fields, trouble, sending);
  return element;
}

const label = (forId, text) => h("label", { for: forId }, text);

function showSetUp(place, welcome) {
  const fields = [
    !code && [label("code", "Code from the terminal"), h("input", { id: "code", name: "code", required: true, autocomplete: "one-time-code", "data-first": true, spellcheck: "false" })],
    label("name", "Your name"),
    h("input", { id: "name", name: "name", required: true, autocomplete: "username", "data-first": Boolean(code), maxlength: 100 }),
    label("password", "A password"),
    passwordField({ autocomplete: "new-password", minlength: 10, "aria-describedby": "password-hint" }),
    h("p", { id: "password-hint", class: "quiet" }, "Ten characters or more. It stays on this machine."),
  ].flat().filter(Boolean);
  frame(place, "Welcome", h("p", {}, "This studio is new. Whoever sets it up owns it."),
    form(fields, "Open the studio", async (values) => welcome(await ask("POST", "/setup", { body: { code, ...values }, signingIn: true }))));
}

function showSignIn(place, welcome, problem) {
  const fields = [
    label("name", "Name"),
    h("input", { id: "name", name: "name", required: true, autocomplete: "username", "data-first": true }),
    label("password", "Password"),
    passwordField({ autocomplete: "current-password" }),
  ];
  frame(place, "Sign in", problem && problemBox(problem),
    form(fields, "Sign in", async (values) => welcome(await ask("POST", "/session", { body: values, signingIn: true }))),
    h("p", { class: "quiet" }, icon("warn"), "Forgot it? Each start of the server prints a link that signs the owner in."));
}
