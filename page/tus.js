// One file on its way up: tus 1.0 in parts of 8 MiB, going on where it was after anything.

import { problemOf, root, send, unreachable } from "./api.js";

export const partBytes = 8 * 1024 * 1024;
const version = { "Tus-Resumable": "1.0.0" };

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Where an upload of this very file was, in an earlier visit. */
const memory = {
  key: (file) => `upload:${file.name}:${file.size}:${file.lastModified}`,
  get: (file) => localStorage.getItem(memory.key(file)),
  set: (file, address) => { try { localStorage.setItem(memory.key(file), address); } catch { /* full or forbidden: it starts anew then */ } },
  forget: (file) => localStorage.removeItem(memory.key(file)),
};

async function create(file) {
  const response = await send(`${root}/uploads`, {
    method: "POST",
    headers: { ...version, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` },
  });
  const address = new URL(response.headers.get("Location"), location.href);
  memory.set(file, address.pathname);
  return { address: address.pathname, done: resultOf(response) };
}

function resultOf(response) {
  const id = response.headers.get("Atelier-Asset");
  return id ? { id, duplicate: response.headers.get("Atelier-Duplicate") === "true" } : undefined;
}

/** How far an upload has come; nothing if the server does not know it any more. */
async function offsetOf(address) {
  try {
    const response = await send(address, { method: "HEAD", headers: version });
    return Number(response.headers.get("Upload-Offset"));
  } catch (problem) {
    if (problem.status === 404 || problem.status === 410) return undefined;
    throw problem;
  }
}

/** One part. XMLHttpRequest, because fetch tells nothing about bytes that went up. */
function sendPart(address, blob, offset, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    for (const [name, value] of Object.entries({ ...version, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" })) {
      request.setRequestHeader(name, String(value));
    }
    request.upload.onprogress = (event) => progress(offset + event.loaded);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("Stopped", "AbortError"));
    request.onload = async () => {
      const headers = new Headers();
      for (const name of ["Upload-Offset", "Atelier-Asset", "Atelier-Duplicate"]) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
      }
      const response = new Response([204, 304].includes(request.status) ? null : request.responseText, { status: request.status, headers });
      if (response.ok) resolve(response);
      else reject(await problemOf(response));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(blob);
  });
}

/** Brings one file up; resolves to {id, duplicate}. Goes on from where an earlier try ended. */
export async function upload(file, progress, signal) {
  let address = memory.get(file);
  let offset = address ? await offsetOf(address) : undefined;
  if (offset === undefined) {
    const made = await create(file);
    address = made.address;
    offset = 0;
    if (made.done) return finish(file, made.done);
  }
  progress(offset);
  for (;;) {
    signal.throwIfAborted();
    // Even an empty part asks: after a lost last answer, the server is told to look again.
    const response = await sendPart(address, file.slice(offset, offset + partBytes), offset, progress, signal);
    offset = Number(response.headers.get("Upload-Offset"));
    progress(offset);
    const done = resultOf(response);
    if (done) return finish(file, done);
    if (offset >= file.size) throw unreachable();
  }
}

function finish(file, done) {
  memory.forget(file);
  return done;
}

/** Takes back what came so far. */
export async function abandon(file) {
  const address = memory.get(file);
  memory.forget(file);
  if (address) await send(address, { method: "DELETE", headers: version }).catch(() => {});
}
