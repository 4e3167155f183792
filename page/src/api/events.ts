// What happens in the studio, as it happens: by whomever, in whichever window.

import { root, tellReachable } from "./client";

export interface Told { asset?: string; [member: string]: unknown }
type Heard = (name: string, data: Told) => void;

const names = ["asset.added", "asset.changed", "asset.trashed", "asset.restored", "asset.erased", "collection.changed", "search.changed", "change.progress", "journal.gap"];
const ears = new Set<Heard>();

/** `heard` is told of each event from now on; "journal.gap" says that some are not known any more. Returns a way to stop. */
export function listen(heard: Heard): () => void {
  ears.add(heard);
  return () => ears.delete(heard);
}

function tell(name: string, text: string) {
  let data: Told = {};
  try {
    data = JSON.parse(text) as Told;
  } catch {
    // An event without members is an event all the same.
  }
  for (const heard of ears) heard(name, data);
}

/** Opens the stream. After a loss the browser goes on behind the last event by itself. Returns a way to stop. */
export function follow(): () => void {
  let source: EventSource;
  let timer = 0;
  const open = () => {
    source = new EventSource(`${root}/events`);
    source.addEventListener("open", () => tellReachable(true));
    source.addEventListener("error", () => {
      // CONNECTING: the browser tries again. CLOSED: it was told not to, so we ask once more, later.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => { open(); tell("journal.gap", "{}"); }, 5000);
    });
    for (const name of names) source.addEventListener(name, (event) => tell(name, (event as MessageEvent<string>).data));
  };
  open();
  return () => { clearTimeout(timer); source.close(); };
}
