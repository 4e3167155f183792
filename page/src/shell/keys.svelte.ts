// Every key of the page, in one list: what `?` shows is what works. Keys never fire while somebody types, and never take what
// belongs to the browser or to marked text.

import type { Key as Message } from "../words/words";

export interface KeyRule {
  /** "?", "g h" (one after the other), "mod+k" (Ctrl, or Cmd on a Mac). */
  keys: string;
  name: Message;
  run: () => void;
  /** Also while typing: only with a modifier. */
  whileTyping?: boolean;
}

export const rules = $state.raw<{ list: readonly KeyRule[] }>({ list: [] });
const mac = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Adds rules for as long as a view is there. Returns a way to take them back. */
export function registerKeys(more: KeyRule[]): () => void {
  rules.list = [...rules.list, ...more];
  return () => { rules.list = rules.list.filter((each) => !more.includes(each)); };
}

const typesInto = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

let before = "";
let forget = 0;

export function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const mod = mac ? event.metaKey : event.ctrlKey;
  if ((event.ctrlKey || event.metaKey) && !mod) return;
  const key = mod ? `mod+${event.key.toLowerCase()}` : event.key;
  const typing = typesInto(event.target);
  const inDialog = document.querySelector("dialog[open]") !== null;
  const rule = rules.list.findLast((each) => each.keys === (before ? `${before} ${key}` : key)) ?? rules.list.findLast((each) => each.keys === key);
  clearTimeout(forget);
  before = !mod && rules.list.some((each) => each.keys.startsWith(`${key} `)) ? key : "";
  if (before) forget = window.setTimeout(() => (before = ""), 900);
  if (!rule || (typing && !(rule.whileTyping && mod)) || (inDialog && !rule.whileTyping && rule.keys !== "?")) return;
  event.preventDefault();
  before = "";
  rule.run();
}

/** "Ctrl K", "g then h": how a rule's keys are written for people. */
export function keyText(keys: string): string[] {
  return keys.split(" ").flatMap((each) => (each.startsWith("mod+") ? [mac ? "⌘" : "Ctrl", each.slice(4).toUpperCase()] : [each]));
}
