// Builds elements. Text stays text: nothing here, or anywhere in the page, parses markup.

const svgSpace = "http://www.w3.org/2000/svg";

/** h("button", {class: "plain", onclick: close, "aria-label": "Close"}, icon("close")) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

// Strokes on a field of 24 by 24.
const strokes = {
  search: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20",
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7M10.5 11v5M13.5 11v5",
  restore: "M5 12a7 7 0 1 0 2.2-5.100M5 4v4h4",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.500M5 20h14",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  person: "M12 4.500a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7zM5 20c.5-4 3-6 7-6s6.5 2 7 6",
  filter: "M4 6h16M7 12h10M10 18h4",
  check: "M5 12.500l4.5 4.500L19 7.5",
  warn: "M12 4 3.5 19h17zM12 10v4M12 16.500v.1",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.500L20 17M15.5 9v.1",
  video: "M4 6h16v12H4zM10.5 9.500v5l4-2.500z",
  audio: "M4 10v4M8 7v10M12 4v16M16 8v8M20 10.500v3",
  document: "M6 3.500h8l4 4v13H6zM14 3.500v4h4M9 12h6M9 15.500h6",
  text: "M5 6h14M5 10h14M5 14h14M5 18h8",
  font: "M5 19 11.5 5h1L19 19M7.5 14h9",
  archive: "M4 5h16v4H4zM5.5 9v10.500h13V9M10 13h4",
  other: "M6 3.500h8l4 4v13H6zM14 3.500v4h4",
};

export function icon(name) {
  const svg = document.createElementNS(svgSpace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svgSpace, "path");
  path.setAttribute("d", strokes[name] ?? strokes.other);
  svg.append(path);
  return svg;
}

/** A button that shows only a picture; its name is there for everybody else. */
export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

/** Where something new is seen and heard: what lies under an open dialog is neither. */
export const foreground = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;

/** Tells those who do not see the page. */
export function announce(text) {
  const region = document.getElementById("announce");
  region.textContent = "";
  if (region.parentNode !== foreground()) foreground().append(region);
  setTimeout(() => (region.textContent = text), 40);
}

/** Calls `run` once it has not been called for `delay` milliseconds. */
export function settled(delay, run) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), delay);
  };
}
