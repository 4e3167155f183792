// The work itself, as large as there is room: picture, film, sound, text, or an honest word that it has no face.

import { assetPath, originalUrl, previewUrl, root, send } from "./api.js";
import { h, icon } from "./dom.js";
import { placeholder } from "./thumbhash.js";
import * as words from "./words.js";

export function stage(asset) {
  const place = h("div", { class: `stage ${asset.kind}` });
  if (asset.unreadable) {
    place.append(h("div", { class: "faceless" }, icon("warn"), h("p", { class: "what" }, "This file could not be decoded."),
      h("p", {}, asset.unreadable), h("p", {}, "It is kept byte for byte all the same; download it to try another program.")));
    return place;
  }
  if (asset.kind === "video") place.append(film(asset));
  else if (asset.kind === "audio") place.append(sound(asset));
  else if (asset.thumb_hash) place.append(picture(asset));
  else if (!asset.text_excerpt?.trim()) place.append(h("div", { class: "faceless" }, icon(asset.kind), h("p", {}, `${words.kind(asset.kind)}: there is no picture of it.`), h("p", {}, "Download it to open it elsewhere.")));
  if (asset.text_excerpt?.trim()) place.append(h("pre", { class: "excerpt", tabindex: "0", "aria-label": "Beginning of the text" }, asset.text_excerpt));
  return place;
}

function picture(asset) {
  const frame = h("div", { class: "frame" });
  const blurred = placeholder(asset.thumb_hash);
  if (asset.width && asset.height) shape(frame, asset.width, asset.height);
  if (blurred) frame.style.backgroundImage = `url("${blurred}")`;
  const image = h("img", { alt: asset.fields.find((each) => each.name === "alt_text")?.value ?? asset.title, decoding: "async" });
  image.addEventListener("load", () => {
    shape(frame, image.naturalWidth, image.naturalHeight);
    image.classList.add("there");
  });
  image.addEventListener("error", () => frame.replaceWith(h("div", { class: "faceless" }, icon("image"), h("p", {}, "The preview could not be made just now. The original is safe."))));
  image.src = previewUrl(asset.id, 1280);
  frame.append(image);
  return frame;
}

function shape(frame, width, height) {
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.style.setProperty("--ratio", width / height);
}

/** Browsers play few of the formats there are; that is said, not left as a dead button. */
function unplayable(player, asset, otherwise) {
  player.addEventListener("error", () => player.replaceWith(...[otherwise, h("p", { class: "quiet unplayable", role: "status" },
    `This browser cannot play it${asset.codec ? ` (${asset.codec})` : ""}. Download it to play it elsewhere.`)].filter(Boolean)));
}

function film(asset) {
  const player = h("video", { src: originalUrl(asset.id), poster: asset.thumb_hash && previewUrl(asset.id, 1280), controls: true, preload: "metadata", playsinline: true, "aria-label": asset.title });
  unplayable(player, asset, asset.thumb_hash && picture(asset));
  return player;
}

function sound(asset) {
  const canvas = h("canvas", { class: "waveform", "aria-hidden": "true", width: 1600, height: 240 });
  const player = h("audio", { src: originalUrl(asset.id), controls: true, preload: "metadata", "aria-label": asset.title });
  const box = h("div", { class: "sound" }, canvas, player);
  unplayable(player, asset);
  overview(asset).then((peaks) => {
    const draw = () => drawWave(canvas, peaks, player.duration > 0 ? player.currentTime / player.duration : 0);
    draw();
    player.addEventListener("timeupdate", draw);
    canvas.addEventListener("click", (event) => {
      if (player.duration > 0) player.currentTime = (player.duration * event.offsetX) / canvas.clientWidth;
    });
  }).catch(() => canvas.remove());
  return box;
}

/** The coarsest level that is fine enough for the canvas (docs/formats/peaks.md); asked again while it is being made. */
async function overview(asset) {
  for (;;) {
    const response = await send(`${root}${assetPath(asset.id)}/peaks`, { headers: { Range: "bytes=0-65535" } });
    if (response.status === 202) {
      await new Promise((again) => setTimeout(again, 1000 * Number(response.headers.get("Retry-After") ?? 1)));
      continue;
    }
    const bytes = await response.arrayBuffer();
    const view = new DataView(bytes);
    for (let level = view.getUint32(24, true) - 1; ; level -= 1) {
      const offset = Number(view.getBigUint64(32 + 24 * level, true));
      const peaks = Number(view.getBigUint64(40 + 24 * level, true));
      if (level === 0 || peaks >= 400) return [...new Int8Array(bytes, offset, 2 * peaks)];
    }
  }
}

/** Peaks are lowest and highest by turns; as many bars as there are pixels for them. */
function drawWave(canvas, peaks, played) {
  const context = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const { width, height } = canvas;
  const pairs = peaks.length / 2;
  const bars = Math.min(width / 4, pairs);
  const loudest = Math.max(1, ...peaks.map(Math.abs));
  context.clearRect(0, 0, width, height);
  for (let bar = 0; bar < bars; bar += 1) {
    const from = Math.floor((bar * pairs) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * pairs) / bars));
    let low = 0;
    let high = 0;
    for (let i = from; i < to; i += 1) {
      low = Math.min(low, peaks[2 * i]);
      high = Math.max(high, peaks[2 * i + 1]);
    }
    context.fillStyle = bar / bars < played ? style.accentColor : style.color;
    const top = (1 - high / loudest) * (height / 2);
    const bottom = (1 - low / loudest) * (height / 2);
    context.fillRect((bar * width) / bars, top, Math.max(1, width / bars - 1.5), Math.max(2, bottom - top));
  }
}
