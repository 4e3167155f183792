// Speaks to the server. Every failure becomes a Problem that says what happened, what is safe, what to do.

export class Problem extends Error {
  constructor({ title, detail, hint, code, status, where }) {
    super(detail || title || "Something went wrong.");
    this.title = title;
    this.hint = hint ?? "";
    this.code = code ?? "";
    this.status = status ?? 0;
    this.where = where;
  }
  get offline() {
    return this.status === 0;
  }
}

export const root = "/api/v1";

const listeners = { signedOut: [], reachable: [] };
export const onSignedOut = (run) => listeners.signedOut.push(run);
export const onReachable = (run) => listeners.reachable.push(run);

export function tellReachable(yes) {
  for (const run of listeners.reachable) run(yes);
}

export const unreachable = () =>
  new Problem({
    detail: "Atelier does not answer.",
    hint: "Nothing is lost: what was acknowledged is on disk. See whether the program still runs; the page goes on by itself.",
    code: "",
  });

/** A failed answer as a Problem. */
export async function problemOf(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // Not from us: a proxy, or a connection that broke inside the answer.
  }
  return new Problem({
    title: body.title ?? `The server answered ${response.status}.`,
    detail: body.detail,
    hint: body.hint ?? (body.code ? "" : "Nothing was changed as far as we know. Try once more."),
    code: body.code,
    status: response.status,
    where: body.where,
  });
}

/** fetch, with failures as Problems. */
export async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    tellReachable(false);
    throw unreachable();
  }
  tellReachable(true);
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !options.signingIn) for (const run of listeners.signedOut) run();
  throw problem;
}

/** ask("GET", "/assets", {query: {limit: 50}}) */
export async function ask(method, path, { query, body, signal, signingIn } = {}) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) words.set(name, String(value));
  }
  const tail = words.size > 0 ? `?${words}` : "";
  const response = await send(root + path + tail, {
    method,
    signal,
    signingIn,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? {} : response.json();
}

const part = encodeURIComponent;
export const assetPath = (id) => `/assets/${part(id)}`;
export const originalUrl = (id) => `${root}/assets/${part(id)}/original`;
export const previewUrl = (id, size) => `${root}/assets/${part(id)}/preview?size=${size}`;
