// Small pictures of a film on one sheet: tile n is of the time from n times the interval on. Pure.

import type { StoryboardView } from "../../api/operations";

/** Where on the sheet the picture of a moment lies. */
export function tileAt({ columns, tiles, interval_ms, width, height }: StoryboardView, seconds: number): { x: number; y: number } {
  const tile = Math.max(0, Math.min(tiles - 1, Math.floor((seconds * 1000) / interval_ms)));
  return { x: (tile % columns) * width, y: Math.floor(tile / columns) * height };
}
