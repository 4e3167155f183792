// What happens in the studio, as it happens: by whomever, in whichever window.

import { root, tellReachable } from "./api.js";

const names = ["asset.added", "asset.changed", "asset.trashed", "asset.restored", "asset.erased", "collection.changed", "journal.gap"];

/** `heard(name, data)` for each event; "journal.gap" says that some are not known any more. The browser resumes after the last one by itself. Returns a way to stop. */
export function follow(heard) {
  let source;
  let timer = 0;
  const open = () => {
    source = new EventSource(`${root}/events`);
    source.addEventListener("open", () => tellReachable(true));
    source.addEventListener("error", () => {
      // CONNECTING: the browser tries again. CLOSED: it was told not to, so we ask once more, later.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, 5000);
    });
    for (const name of names) {
      source.addEventListener(name, (event) => {
        try {
          heard(name, JSON.parse(event.data));
        } catch {
          heard(name, {});
        }
      });
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
