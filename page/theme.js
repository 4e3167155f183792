// Light, dark, or as the system has it.

import { h } from "./dom.js";

const choices = [["", "As the system"], ["light", "Light"], ["dark", "Dark"]];

export function applyTheme() {
  const choice = localStorage.getItem("theme") ?? "";
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

export function themeChoice() {
  const select = h("select", { id: "theme", onchange: () => { localStorage.setItem("theme", select.value); applyTheme(); } },
    choices.map(([value, name]) => h("option", { value }, name)));
  select.value = localStorage.getItem("theme") ?? "";
  return h("p", { class: "theme" }, h("label", { for: "theme" }, "Colours"), select);
}
