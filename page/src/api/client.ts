// Speaks to the server, by the names of the table of operations. Every failure is thrown as a Problem.

import { type Operations, routes } from "./operations";
import { problemOf, unreachable } from "./problem";

export const root = "/api/v1";

type Listener<T> = (value: T) => void;
const listeners = { signedOut: new Set<Listener<void>>(), reachable: new Set<Listener<boolean>>() };
export const onSignedOut = (run: Listener<void>) => listeners.signedOut.add(run);
/** Returns a way to stop listening. */
export function onReachable(run: Listener<boolean>): () => void {
  listeners.reachable.add(run);
  return () => listeners.reachable.delete(run);
}

export function tellReachable(yes: boolean) {
  for (const run of listeners.reachable) run(yes);
}

export interface Sending extends RequestInit {
  /** Nobody is signed in yet: a refusal is an answer and not the end of a session. */
  signingIn?: boolean;
}

/** fetch, with failures as Problems. */
export async function send(path: string, { signingIn = false, ...options }: Sending = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (options.signal?.aborted) throw new DOMException("Stopped", "AbortError");
    console.debug(error);
    tellReachable(false);
    throw unreachable();
  }
  tellReachable(true);
  if (response.ok) return response;
  if (response.status === 401 && !signingIn) for (const run of listeners.signedOut) run();
  throw await problemOf(response);
}

/** JSON to an address below /api/v1 that no operation stands for: signing in. */
export async function ask<Answer>(verb: string, path: string, body?: unknown, options: Sending = {}): Promise<Answer> {
  const response = await send(root + path, {
    ...options,
    method: verb,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return (response.status === 204 ? {} : await response.json()) as Answer;
}

type Name = keyof Operations;
type Values = Record<string, unknown>;

/** Verb, address and what is left of the request for the body. */
export function addressOf<N extends Name>(name: N, request: Operations[N]["ask"]): { verb: string; path: string; rest: Values } {
  const [verb = "", pattern = ""] = routes[name].split(" ");
  const rest: Values = { ...(request as Values) };
  const path = pattern.replace(/\{(\w+)\}/g, (_, member: string) => {
    const value = rest[member];
    delete rest[member];
    return encodeURIComponent(String(value));
  });
  if (verb !== "GET" && verb !== "DELETE") return { verb, path, rest };
  const query = new URLSearchParams();
  for (const [member, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null) query.set(member, String(value));
  }
  return { verb, path: query.size > 0 ? `${path}?${query}` : path, rest: {} };
}

/** call("asset.find", { query: "dusk", limit: 50 }) */
export async function call<N extends Name>(name: N, request: Operations[N]["ask"], options?: Sending): Promise<Operations[N]["answer"]> {
  const { verb, path, rest } = addressOf(name, request);
  const body = verb === "GET" || verb === "DELETE" ? undefined : rest;
  return ask<Operations[N]["answer"]>(verb, path, body, options);
}

/** The address of what streams: originals, previews, peaks. */
export const addressFor = <N extends Name>(name: N, request: Operations[N]["ask"]) => root + addressOf(name, request).path;
export const originalOf = (id: string) => addressFor("asset.get", { id });
export const previewOf = (id: string, size: number) => addressFor("asset.preview", { id, size });
