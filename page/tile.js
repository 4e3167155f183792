// One work on the wall.

import { previewUrl } from "./api.js";
import { h, icon } from "./dom.js";
import { placeholder } from "./thumbhash.js";
import * as words from "./words.js";

function picture(asset, width) {
  const sharp = width * (window.devicePixelRatio || 1) > 420 ? 1280 : 320;
  const image = h("img", { alt: asset.title, decoding: "async", draggable: "false" });
  image.addEventListener("load", () => image.classList.add("there"));
  image.addEventListener("error", () => image.closest("a")?.classList.add("without-picture"));
  image.src = previewUrl(asset.id, sharp);
  return image;
}

function badge(asset) {
  if (asset.unreadable) return h("span", { class: "badge" }, icon("warn"), "Unreadable");
  if (asset.duration_ms && asset.thumb_hash) return h("span", { class: "badge" }, icon(asset.kind), words.duration(asset.duration_ms));
  return undefined;
}

export function tile(asset, width) {
  const link = h("a", { href: `#/asset/${encodeURIComponent(asset.id)}`, class: "tile", tabindex: "-1", draggable: "false" });
  const item = h("li", { class: "cell" }, link);
  if (asset.thumb_hash) {
    const blurred = placeholder(asset.thumb_hash);
    if (/^#[0-9a-f]{6}$/i.test(asset.colour ?? "")) link.style.backgroundColor = asset.colour;
    if (blurred) link.style.backgroundImage = `url("${blurred}")`;
    link.append(picture(asset, width), h("span", { class: "caption", "aria-hidden": "true" }, asset.title));
  } else {
    link.classList.add("card");
    link.append(icon(asset.kind), h("span", { class: "card-title" }, asset.title),
      h("span", { class: "card-kind" }, `${words.kind(asset.kind)} · ${asset.duration_ms ? words.duration(asset.duration_ms) : words.bytes(asset.bytes)}`));
  }
  const mark = badge(asset);
  if (mark) link.append(mark);
  return item;
}
