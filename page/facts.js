// What is known about a work, and who says so.

import { ask, assetPath } from "./api.js";
import { announce, h, icon } from "./dom.js";
import { problemToast } from "./problems.js";
import { term } from "./query.js";
import { may } from "./session.js";
import * as words from "./words.js";

const section = (title, ...children) => h("section", {}, h("h3", {}, title), ...children);
const fieldOf = (asset, name) => asset.fields.find((each) => each.name === name)?.value;

/** One line that says most of it: "Picture · 1394 × 930 · 713 kB · 12 June 2015". */
export function gist(asset) {
  return [
    words.kind(asset.kind), asset.width && asset.height && `${asset.width} × ${asset.height}`, asset.duration_ms && words.duration(asset.duration_ms),
    asset.pages > 1 && words.plural(asset.pages, "page", "pages"), words.bytes(asset.bytes), asset.taken_at && words.date(asset.taken_at),
  ].filter(Boolean).join(" · ");
}

const searchLink = (text, query) => h("a", { href: `#/?${new URLSearchParams({ q: query })}` }, text);

/** `changed(asset)` gets the state after an edit. */
export function tags(asset, changed) {
  const values = [...new Set(asset.fields.filter((each) => each.name === "keyword").map((each) => each.value))];
  const editable = may("assets:write") && !asset.trashed_at;
  if (values.length === 0 && !editable) return undefined;
  const change = async (body, told, focus) => {
    try {
      changed(await ask("POST", `${assetPath(asset.id)}/tags`, { body }), focus);
      announce(told);
    } catch (problem) {
      problemToast(problem);
    }
  };
  const chip = (value) => h("li", { class: "chip" }, searchLink(value, term("tag", { value })),
    editable && h("button", { type: "button", "aria-label": `Remove the tag ${value}`, onclick: () => change({ remove: [value] }, `${value} removed`, "#add-tag") }, icon("close")));
  const input = h("input", { id: "add-tag", name: "tag", "aria-label": "Add a tag", placeholder: "Add a tag", maxlength: 200, autocomplete: "off" });
  const form = h("form", { class: "add-tag", onsubmit: (event) => {
    event.preventDefault();
    const tags = input.value.split(",").map((each) => each.trim()).filter(Boolean);
    if (tags.length > 0) change({ tags }, `${tags.join(", ")} added`, "#add-tag");
  } }, input);
  return section("Tags", values.length > 0 && h("ul", { class: "chips" }, values.map(chip)), editable && form);
}

/** Title, description and rating, as a form or as text. */
export function edit(asset, changed, cancel) {
  const title = h("input", { id: "edit-title", value: fieldOf(asset, "title") ?? "", maxlength: 500 });
  const about = h("textarea", { id: "edit-description", rows: 4, value: fieldOf(asset, "description") ?? "" });
  const creator = h("input", { id: "edit-creator", value: fieldOf(asset, "creator") ?? "", maxlength: 500 });
  const rating = h("select", { id: "edit-rating" }, ["", "1", "2", "3", "4", "5"].map((value) => h("option", { value }, value === "" ? "None" : `${value} of 5`)));
  rating.value = fieldOf(asset, "rating") ?? "";
  const inputs = { title, description: about, creator, rating };
  return h("form", { class: "edit", onsubmit: async (event) => {
    event.preventDefault();
    const set = {};
    const clear = [];
    for (const [name, input] of Object.entries(inputs)) {
      const value = input.value.trim();
      if (value === (fieldOf(asset, name) ?? "")) continue;
      if (value) set[name] = value;
      else clear.push(name);
    }
    if (Object.keys(set).length + clear.length === 0) return cancel();
    try {
      changed(await ask("PATCH", assetPath(asset.id), { body: { set, clear } }), ".edit-button");
      announce("Saved");
    } catch (problem) {
      problemToast(problem);
    }
    return undefined;
  } },
  h("label", { for: "edit-title" }, "Title"), title, h("label", { for: "edit-description" }, "Description"), about,
  h("label", { for: "edit-creator" }, "Creator"), creator, h("label", { for: "edit-rating" }, "Rating"), rating,
  h("p", { class: "quiet" }, "Your word is kept beside what the file says. Emptied, the file's word counts again."),
  h("p", { class: "row" }, h("button", { type: "submit", class: "primary" }, "Save"), h("button", { type: "button", onclick: cancel }, "Cancel")));
}

/** Every statement with its origin; what a person said stands first. */
export function statements(asset) {
  const rows = asset.fields.filter((each) => each.name !== "keyword").map((each) => [
    h("dt", {}, words.field(each.name)),
    h("dd", {}, h("span", {}, each.name.endsWith("_at") ? words.date(each.value) : each.value), h("span", { class: `origin ${each.origin}` }, words.source(each))),
  ]);
  return rows.length > 0 && section("What is known", h("dl", { class: "facts" }, rows));
}

export function groups(asset) {
  if (asset.collections.length === 0) return undefined;
  return section("Collections", h("ul", { class: "chips" }, asset.collections.map((each) => h("li", { class: "chip" }, searchLink(each.name, term("collection", { value: each.name }))))));
}

export function file(asset) {
  const row = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
  return section("The file", h("dl", { class: "facts" },
    row("Name", asset.file_name), row("Type", [asset.media_type, asset.codec].filter(Boolean).join(", ")), row("Size", asset.bytes < 1000 ? words.bytes(asset.bytes) : `${words.bytes(asset.bytes)} (${words.count(asset.bytes)} bytes)`),
    row("Came in", words.instant(asset.added_at)), row("From", asset.source_path), row("SHA-256", h("code", {}, asset.digest)), row("In the vault", h("code", {}, asset.vault_folder))));
}

export function versions(asset) {
  if (asset.versions.length < 2) return undefined;
  return section("Versions", h("ol", { class: "versions", reversed: true }, asset.versions.slice().sort((a, b) => b.number - a.number).map((each) =>
    h("li", { value: each.number }, h("span", {}, each.message || "Changed"), h("span", { class: "quiet" }, `${words.instant(each.created_at)}${each.by ? `, ${each.by}` : ""}`)))));
}
