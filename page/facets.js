// What there is of what is shown, counted; a click narrows it down.

import { h } from "./dom.js";
import { has, term, toggle } from "./query.js";
import * as words from "./words.js";

const shown = 8;

/** `change(query)` is called with the query that a click makes. */
export function facetPanel(place, answer, query, change, opened) {
  const groups = answer.facets.filter((facet) => facet.values.length > 0).map((facet) => group(facet, query, change, opened));
  place.replaceChildren(...groups);
  if (!answer.exact) place.append(h("p", { class: "quiet" }, "Counted over the newest 5,000 matches."));
}

function group(facet, query, change, opened) {
  const list = h("ul", {});
  const all = opened.has(facet.name);
  const rows = facet.values.map((value) => {
    const piece = term(facet.name, value);
    return h("li", {}, h("button", { type: "button", class: "facet", "aria-pressed": String(has(query, piece)), onclick: () => change(toggle(query, piece)) },
      h("span", { class: "facet-name" }, words.facetValue(facet.name, value)), h("span", { class: "facet-count" }, words.count(value.count))));
  });
  list.append(...rows.slice(0, all ? rows.length : shown));
  if (!all && rows.length > shown) {
    const rest = h("button", { type: "button", class: "link", onclick: () => {
      opened.add(facet.name);
      list.append(...rows.slice(shown));
      rows[shown].firstChild.focus();
      rest.remove();
    } }, `${words.count(rows.length - shown)} more`);
    return h("section", {}, h("h2", {}, words.facet(facet.name)), list, rest);
  }
  return h("section", {}, h("h2", {}, words.facet(facet.name)), list);
}
