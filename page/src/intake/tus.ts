// tus 1.0, one request at a time. XMLHttpRequest, because fetch tells nothing about bytes that went up.

import { root } from "../api/client";
import { type Problem, problemOf, unreachable } from "../api/problem";

export const partBytes = 8 * 1024 * 1024;
/** A connection on which nothing moves for so long is as good as cut. */
const silence = 120_000;

export type Refused = Problem & { retryAfter?: number };
export interface Arrival { id: string; duplicate: boolean }
export interface Standing { address: string; offset: number; arrival: Arrival | undefined }
type Progress = (bytes: number) => void;

interface Asking { headers?: Record<string, string>; body?: Blob | null; signal: AbortSignal; progress?: Progress }

function request(method: string, address: string, { headers = {}, body = null, signal, progress }: Asking): Promise<XMLHttpRequest> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    let timer = 0;
    const alive = () => { clearTimeout(timer); timer = window.setTimeout(() => asked.abort(), silence); };
    const stop = () => asked.abort();
    const over = () => { clearTimeout(timer); signal.removeEventListener("abort", stop); };
    asked.open(method, address);
    for (const [name, value] of Object.entries({ "Tus-Resumable": "1.0.0", ...headers })) asked.setRequestHeader(name, value);
    asked.upload.onprogress = (event) => { alive(); progress?.(event.loaded); };
    asked.onerror = () => { over(); reject(unreachable()); };
    asked.onabort = () => { over(); reject(signal.aborted ? new DOMException("Stopped", "AbortError") : unreachable()); };
    asked.onload = () => { over(); if (asked.status < 300) resolve(asked); else void refused(asked).then(reject); };
    signal.addEventListener("abort", stop, { once: true });
    alive();
    asked.send(body);
  });
}

async function refused(asked: XMLHttpRequest): Promise<Refused> {
  const problem: Refused = await problemOf(new Response(asked.status === 304 ? null : asked.responseText, { status: asked.status }));
  const after = Number(asked.getResponseHeader("Retry-After") ?? Number.NaN);
  if (after >= 0) problem.retryAfter = after * 1000;
  return problem;
}

const base64 = (text: string) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
const octets = "application/offset+octet-stream";

function standing(asked: XMLHttpRequest, address: string): Standing {
  const id = asked.getResponseHeader("Atelier-Asset");
  const arrival = id ? { id, duplicate: asked.getResponseHeader("Atelier-Duplicate") === "true" } : undefined;
  return { address, offset: Number(asked.getResponseHeader("Upload-Offset") ?? 0), arrival };
}

/** Begins an upload; with a body, that is all of it and one request is enough. */
export async function begin(name: string, size: number, body: Blob | null, signal: AbortSignal, progress: Progress): Promise<Standing> {
  const headers: Record<string, string> = { "Upload-Length": String(size), "Upload-Metadata": `filename ${base64(name)}` };
  if (body?.size) headers["Content-Type"] = octets;
  const asked = await request("POST", `${root}/uploads`, { headers, body, signal, progress });
  return standing(asked, new URL(asked.getResponseHeader("Location") ?? "", new URL(root, location.href)).pathname);
}

/** How far an upload has come; nothing if the server does not know it any more. */
export async function standingOf(address: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    return standing(await request("HEAD", address, { signal }), address).offset;
  } catch (error) {
    const { status } = error as Partial<Problem>;
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}

export async function sendPart(address: string, part: Blob, offset: number, signal: AbortSignal, progress: Progress): Promise<Standing> {
  const headers = { "Upload-Offset": String(offset), "Content-Type": octets };
  return standing(await request("PATCH", address, { headers, body: part, signal, progress }), address);
}

/** Tells the server that nothing more will come. It would find out by itself in a day. */
export const abandon = (address: string) => request("DELETE", address, { signal: new AbortController().signal }).then(() => {}, () => {});
