// What went wrong: what happened, what is safe, what to do, and a code that is the same everywhere.

import { say } from "../words/words";

export interface ProblemBody { title?: string; detail?: string; hint?: string; code?: string; status?: number; where?: string }

export class Problem extends Error {
  readonly hint: string;
  readonly code: string;
  readonly status: number;
  readonly where: string | undefined;

  constructor({ title, detail, hint, code, status, where }: ProblemBody) {
    super(detail || title || say("problem.unknown"));
    this.hint = hint ?? "";
    this.code = code ?? "";
    this.status = status ?? 0;
    this.where = where;
  }

  /** Nobody answered: the network, or the program, is away. */
  get offline() { return this.status === 0; }
}

export const unreachable = () => new Problem({ detail: say("problem.offline"), hint: say("problem.offline.hint") });

/** Whatever was thrown, as a Problem. Nothing if it was only stopped. */
export function problemFrom(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === "AbortError") return undefined;
  console.error(error);
  return new Problem({ detail: say("problem.bug"), hint: `${say("problem.bug.hint")} (${error instanceof Error ? error.message : String(error)})`, status: 1 });
}

/** A failed answer as a Problem. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // Not from us: a proxy, or a connection that broke inside of the answer.
  }
  return new Problem({
    ...body,
    detail: body.detail ?? body.title ?? say("problem.status", { status: response.status }),
    hint: body.hint ?? (body.code ? "" : say("problem.status.hint")),
    status: response.status,
  });
}
