// What is known about a work, read from its statements. Several may speak of one property; one of them counts. Pure.

import type { FieldView } from "../api/operations";

/** Who counts before whom. Within one origin the first counts. */
const order = ["person", "model", "camera", "file"];
const rank = (origin: string) => (order.indexOf(origin) + order.length + 1) % (order.length + 1);

export interface Known { value: string; by: FieldView; others: FieldView[] }

/** The statement that counts, and those that do not. */
export function known(fields: readonly FieldView[], name: string): Known | undefined {
  const all = fields.filter((each) => each.name === name).sort((a, b) => rank(a.origin) - rank(b.origin));
  const [by, ...others] = all;
  return by && { value: by.value, by, others };
}

/** Every value of a property that may have several, each once. */
export function values(fields: readonly FieldView[], name: string): string[] {
  const all = fields.filter((each) => each.name === name);
  const best = Math.min(...all.map((each) => rank(each.origin)));
  // Tags of everybody count together; of other properties a person's word stands alone.
  const counting = name === "keyword" ? all : all.filter((each) => rank(each.origin) === best);
  return [...new Set(counting.map((each) => each.value))];
}

/** What a person said, which can be taken back. */
export const ownWord = (fields: readonly FieldView[], name: string) => fields.find((each) => each.name === name && each.origin === "person")?.value;

export const groups = {
  shown: ["headline", "person", "artist", "album", "track", "genre", "language"],
  camera: ["taken_at", "camera_make", "camera_model", "lens", "focal_length", "aperture", "exposure", "iso"],
  rights: ["creator", "copyright", "licence", "usage_terms", "credit", "rights_url", "source_type"],
  place: ["place", "city", "region", "country", "latitude", "longitude", "altitude"],
} as const;

/** Shown in a place of their own, and so not among the rest. */
const elsewhere = new Set<string>(["title", "description", "alt_text", "keyword", "rating", ...Object.values(groups).flat()]);

/** Properties that belong to no group, in the order in which they are stated. */
export const rest = (fields: readonly FieldView[]) => [...new Set(fields.map((each) => each.name))].filter((name) => !elsewhere.has(name));

export interface Point { latitude: number; longitude: number }

export function pointOf(fields: readonly FieldView[]): Point | undefined {
  const latitude = Number(known(fields, "latitude")?.value ?? NaN);
  const longitude = Number(known(fields, "longitude")?.value ?? NaN);
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
