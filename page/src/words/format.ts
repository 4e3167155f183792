// Numbers, sizes and dates as people read them.

import { language, say } from "./words";

const formats = new Map<string, unknown>();
/** One formatter for each purpose, made when it is first needed: by then the language is known. */
function kept<T>(name: string, make: () => T): T {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name) as T;
}

const number = (digits: number) => kept(`n${digits}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: digits }));
const dates = (name: string, options: Intl.DateTimeFormatOptions) => kept(name, () => new Intl.DateTimeFormat(language, options));

export const count = (value: number) => number(0).format(value);
export const decimal = (value: number, digits = 1) => number(digits).format(value);

export function bytes(value: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  if (value < 1000) return say("bytes", { count: value });
  let unit = -1;
  let scaled = value;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${number(scaled >= 100 ? 0 : 1).format(scaled)} ${units[unit]}`;
}

export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A date as the file has it: "2015", "2015-06", a day, or a moment by the clock on the wall. What is no date stays as it is. */
export function date(text: string | undefined): string {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ](\d\d:\d\d))?/.exec(text ?? "");
  if (!parts?.[3]) return text ?? "";
  const time = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4] ?? "00:00"}:00`);
  if (Number.isNaN(time.getTime())) return text ?? "";
  return (parts[4] ? dates("moment", { dateStyle: "medium", timeStyle: "short" }) : dates("day", { dateStyle: "medium" })).format(time);
}

/** A moment of ours, in the reader's time zone. */
export function instant(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : dates("moment", { dateStyle: "medium", timeStyle: "short" }).format(time);
}

/** "2019-05" as "May 2019". */
export function month(text: string): string {
  const time = new Date(`${text}-15T12:00:00Z`);
  return Number.isNaN(time.getTime()) ? text : dates("month", { month: "long", year: "numeric", timeZone: "UTC" }).format(time);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** "3 hours ago". */
export function ago(text: string, now = Date.now()): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return text;
  const relative = kept("ago", () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  for (const [unit, length] of steps) if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  return say("just-now");
}
