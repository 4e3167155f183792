// One file on its way up: tus 1.0 in parts of 8 MiB, going on where it was after anything.

import { root, send } from "../api/client";
import { problemOf, unreachable } from "../api/problem";
import { forget, keyOf, note, recall } from "./memory";

export const partBytes = 8 * 1024 * 1024;
const version = { "Tus-Resumable": "1.0.0" };

export interface Arrived { id: string; duplicate: boolean }

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function arrivedOf(headers: { get(name: string): string | null }): Arrived | undefined {
  const id = headers.get("Atelier-Asset");
  return id ? { id, duplicate: headers.get("Atelier-Duplicate") === "true" } : undefined;
}

async function create(file: File, signal: AbortSignal) {
  const response = await send(`${root}/uploads`, {
    method: "POST", signal,
    headers: { ...version, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` },
  });
  const address = new URL(response.headers.get("Location") ?? "", location.href).pathname;
  await note(file, { address });
  return { address, done: arrivedOf(response.headers) };
}

/** How far an upload has come; nothing if the server does not know it any more. */
async function offsetOf(address: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    return Number((await send(address, { method: "HEAD", headers: version, signal })).headers.get("Upload-Offset"));
  } catch (problem) {
    const { status } = problem as { status?: number };
    if (status === 404 || status === 410) return undefined;
    throw problem;
  }
}

/** One part. XMLHttpRequest, because fetch tells nothing about bytes that went up. */
function sendPart(address: string, part: Blob, offset: number, progress: (sent: number) => void, signal: AbortSignal): Promise<Headers> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PATCH", address);
    for (const [name, value] of Object.entries({ ...version, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" })) request.setRequestHeader(name, value);
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    request.onloadend = () => signal.removeEventListener("abort", stop);
    request.upload.onprogress = (event) => progress(offset + event.loaded);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("Stopped", "AbortError"));
    request.onload = async () => {
      const headers = new Headers();
      for (const name of ["Upload-Offset", "Atelier-Asset", "Atelier-Duplicate"]) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
      }
      if (request.status >= 200 && request.status < 300) resolve(headers);
      else reject(await problemOf(new Response(request.responseText, { status: request.status })));
    };
    request.send(part);
  });
}

/** Brings one file up. Goes on from where an earlier try, or an earlier visit, ended. */
export async function upload(file: File, progress: (sent: number) => void, signal: AbortSignal): Promise<Arrived> {
  let address = (await recall(file))?.address;
  let offset = address ? await offsetOf(address, signal) : undefined;
  if (!address || offset === undefined) {
    const made = await create(file, signal);
    if (made.done) return made.done;
    address = made.address;
    offset = 0;
  }
  progress(offset);
  for (;;) {
    signal.throwIfAborted();
    // Even an empty part asks: after a lost last answer, the server is told to look again.
    const headers = await sendPart(address, file.slice(offset, offset + partBytes), offset, progress, signal);
    offset = Number(headers.get("Upload-Offset"));
    progress(offset);
    const done = arrivedOf(headers);
    if (done) return done;
    if (offset >= file.size) throw unreachable();
  }
}

/** Takes back what came so far. */
export async function abandon(file: File) {
  const address = (await recall(file))?.address;
  await forget(keyOf(file));
  if (address) await send(address, { method: "DELETE", headers: version }).catch(() => {});
}
