// How failures look: what happened, what is safe, what to do, and a code that is the same everywhere.

import { foreground, h, icon } from "./dom.js";

/** A box for one Problem. `again` adds a button that tries once more. */
export function problemBox(problem, again) {
  return h("div", { class: "problem", role: "alert" }, icon("warn"),
    h("div", {},
      h("p", { class: "what" }, problem.message, problem.code && h("span", { class: "code" }, problem.code)),
      problem.where && h("p", { class: "quiet" }, `At ${problem.where}.`),
      problem.hint && h("p", {}, problem.hint),
      again && h("p", {}, h("button", { type: "button", onclick: again }, "Try again"))));
}

const toasts = h("div", { class: "toasts", role: "status" });

/** One line at the foot of the page that goes when it was read: "Moved to the trash. [Undo]". */
export function toast(text, action, run) {
  if (toasts.parentNode !== foreground()) foreground().append(toasts);
  const box = h("div", { class: "toast" }, h("span", {}, text));
  const leave = () => box.remove();
  if (action) {
    box.append(h("button", { type: "button", class: "link", onclick: () => { leave(); run(); } }, action));
  }
  box.append(h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: leave }, icon("close")));
  toasts.replaceChildren(box);
  let timer = setTimeout(leave, 10_000);
  // Whoever is about to use it may take as long as they like.
  for (const event of ["focusin", "pointerenter"]) box.addEventListener(event, () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => (timer = setTimeout(leave, 10_000)));
}

export function problemToast(problem) {
  toast([problem.message, problem.hint, problem.code && `(${problem.code})`].filter(Boolean).join(" "));
}
