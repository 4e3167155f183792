// One step over many works: started, watched to its end, and taken back if somebody wants that.

import { call } from "../api/client";
import { listen } from "../api/events";
import type { Operations } from "../api/operations";
import { announce, attempt, notice } from "../shell/notices.svelte";
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
        stop();
        clearInterval(timer);
        resolve(now);
      } catch (error) {
        stop();
        clearInterval(timer);
        reject(error);
      }
    };
    const stop = listen((name, data) => { if ((name === "change.progress" && data.id === id) || name === "journal.gap") void look(); });
    const timer = setInterval(() => void look(), 3000);
    void look();
  });
}

async function undo(id: string, refresh: () => void) {
  const undone = await attempt(async () => { await call("change.undo", { id }); return ended(id); });
  if (!undone) return;
  refresh();
  notice(undone.failed > 0 ? say("undone.partly", { count: undone.done - undone.failed, failed: undone.failed }) : say("undone"));
}

/** Starts a change. Answers once it is under way; its end is told in passing, with the way back. */
export async function change(works: Works, what: What, refresh: () => void): Promise<boolean> {
  const started = await attempt(() => call("change.start", { ...works, ...what }));
  if (!started) return false;
  if (started.state === "running") notice(say("change.running", { count: started.total }), say("change.stop"), () => attempt(() => call("change.stop", { id: started.id })));
  void attempt(() => ended(started.id)).then((over) => {
    if (!over) return;
    refresh();
    const key = what.trash ? "changed.trash" : what.restore ? "changed.restore" : "changed";
    notice(over.failed > 0 ? say("changed.partly", { count: over.done, failed: over.failed }) : say(key, { count: over.done }), say("undo"), () => undo(over.id, refresh));
  });
  announce(say("change.running", { count: started.total }));
  return true;
}
