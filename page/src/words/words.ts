// What the page says, in the reader's language. Messages are compiled when the page is built; only one language is loaded.

import type first from "./en";
import type later from "./en.more";

export type Key = keyof typeof first | keyof typeof later;
export type Values = Record<string, string | number>;

interface Format {
  n(value: unknown): string;
  plural(value: unknown, cases: Record<string, string>): string;
  select(value: unknown, cases: Record<string, string>): string;
}
type Message = string | ((values: Values, format: Format) => string);
export type Messages = Record<Key, Message>;

export const languages = { en: "English", de: "Deutsch" };
export type Language = keyof typeof languages;

/** As chosen, or the first of the browser's languages that there is. */
export function languageChoice(): Language | "pseudo" {
  const chosen = localStorage.getItem("language");
  if (chosen === "pseudo" || (chosen && chosen in languages)) return chosen as Language;
  const wanted = navigator.languages.map((each) => each.split("-")[0] ?? "");
  return (wanted.find((each) => each in languages) as Language | undefined) ?? "en";
}

export let language = "en";
let messages: Partial<Messages> = {};
let format: Format;

function formatFor(locale: string): Format {
  const numbers = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  return {
    n: (value) => numbers.format(Number(value)),
    plural: (value, cases) => cases[`=${String(value)}`] ?? cases[rules.select(Number(value))] ?? cases.other ?? "",
    select: (value, cases) => cases[String(value)] ?? cases.other ?? "",
  };
}

const loaders = {
  en: { first: () => import("./en"), more: () => import("./en.more") },
  de: { first: () => import("./de"), more: () => import("./de.more") },
  pseudo: { first: () => import("words:pseudo"), more: async () => ({ default: {} }) },
};

/** Must have ended before anything is said. */
export async function loadWords(): Promise<void> {
  const choice = languageChoice();
  messages = { ...(await loaders[choice].first()).default } as unknown as Messages;
  // Within one language the reader's own region decides about dates: en-GB is not en-US.
  const own = navigator.languages.find((each) => each.split("-")[0] === choice);
  language = choice === "pseudo" ? "en" : (own ?? choice);
  format = formatFor(language);
  document.documentElement.lang = choice === "pseudo" ? "en" : choice;
  document.documentElement.dir = localStorage.getItem("direction") ?? "ltr";
}

let more: Promise<unknown> | undefined;

/** A view that is not there at first, together with what it says. */
export async function withWords<View>(load: () => Promise<View>): Promise<View> {
  more ??= loaders[languageChoice()].more().then((loaded) => Object.assign(messages, loaded.default));
  const [view] = await Promise.all([load(), more]);
  return view;
}

export function say(key: Key, values: Values = {}): string {
  const message = messages[key];
  if (message === undefined) return key;
  return typeof message === "string" ? message : message(values, format);
}

/** For words that come from the server: says `prefix.name` if there is such a message, else the name itself. */
export function sayNamed(prefix: string, name: string): string {
  const key = `${prefix}.${name}` as Key;
  return messages[key] === undefined ? name : say(key);
}
