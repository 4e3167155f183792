// One step over many works: started, watched to its end, and taken back if somebody wants that.

import { call } from "../api/client";
import { listen } from "../api/events";
import type { Operations } from "../api/operations";
import { Problem } from "../api/problem";
import { announce, attempt, notice, noticeProblem, notices } from "../shell/notices.svelte";
import { say } from "../words/words";

type Request = Operations["change.start"]["ask"];
export type Works = Pick<Request, "assets" | "query" | "trashed" | "except">;
export type What = Omit<Request, keyof Works>;

/** Tells when a change has come to its end, wherever it runs. */
function ended(id: string): Promise<Operations["change.show"]["answer"]> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      try {
        const now = await call("change.show", { id });
        if (now.state === "running" || now.state === "undoing") return;
        over();
        resolve(now);
      } catch (error) {
        if (error instanceof Problem && error.offline) return;  // it goes on without us, and so does the question
        over();
        reject(error);
      }
    };
    const deaf = listen((name, data) => { if ((name === "change.progress" && data.id === id) || name === "journal.gap") void look(); });
    const timer = setInterval(() => void look(), 3000);
    const over = () => { deaf(); clearInterval(timer); };
    void look();
  });
}

/** Takes a change back. If that cannot be asked for now, the way back stays. */
export async function undo(id: string, refresh: () => void = () => {}) {
  let undone: Operations["change.undo"]["answer"];
  try {
    await call("change.undo", { id });
    undone = await ended(id);
  } catch (error) {
    noticeProblem(error);
    if (notices.current && error instanceof Problem && error.offline) Object.assign(notices.current, { action: say("undo"), run: () => undo(id, refresh) });
    return;
  }
  refresh();
  notice(undone.failed > 0 ? say("undone.partly", { count: undone.done, failed: undone.failed }) : say("undone"));
}

export const stop = (id: string) => attempt(() => call("change.stop", { id }));

/** Starts a change. Answers once it is under way; its end is told in passing, with the way back. */
export async function change(works: Works, what: What, refresh: () => void): Promise<boolean> {
  const started = await attempt(() => call("change.start", { ...works, ...what }));
  if (!started) return false;
  if (started.state === "running") notice(say("change.running", { count: started.total }), say("change.stop"), () => stop(started.id));
  void attempt(() => ended(started.id)).then((over) => {
    if (!over) return;
    refresh();
    const key = what.trash ? "changed.trash" : what.restore ? "changed.restore" : "changed";
    notice(over.failed > 0 ? say("changed.partly", { count: over.done, failed: over.failed }) : say(key, { count: over.done }), say("undo"), () => undo(over.id, refresh));
  });
  announce(say("change.running", { count: started.total }));
  return true;
}
