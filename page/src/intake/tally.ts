// How it stands, in words: for the tray, and for those who listen, who are not told of each percent.

import { announce } from "../shell/notices.svelte";
import { say } from "../words/words";
import { entries } from "./entries.svelte";

/** "3 new, 1 already there, 2 failed" */
export function tally(): string {
  const parts = [
    [entries.count("waiting", "reading", "going"), "intake.count.left"], [entries.count("in"), "intake.count.in"], [entries.count("known"), "intake.count.known"],
    [entries.count("failed"), "intake.count.failed"], [entries.count("lost"), "intake.count.lost"], [entries.count("stopped"), "intake.count.stopped"],
  ] as const;
  return parts.filter(([count]) => count > 0).map(([count, key]) => say(key, { count })).join(", ");
}

let more = 0;
let timer = 0;

/** Files are found in batches; one sentence tells of all that came within a moment. */
export function announceMore(count: number) {
  more += count;
  timer ||= window.setTimeout(() => { announce(say("intake.more", { count: more })); timer = more = 0; }, 700);
}

export function announceEnd() {
  clearTimeout(timer);
  timer = more = 0;
  announce(tally());
}
