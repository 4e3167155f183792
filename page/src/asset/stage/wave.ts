// A waveform on a canvas, in the colours of the page. What was played is in the accent.

import type { Columns } from "./peaks";

export interface Colours { wave: string; played: string }

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return { wave: style.color, played: style.accentColor };
}

/** `played`: up to which column. `gain`: how much the quiet is raised. */
export function drawWave(canvas: HTMLCanvasElement, { low, high }: Columns, played: number, gain: number, { wave, played: accent }: Colours) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const middle = canvas.height / 2;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let column = 0; column < low.length; column += 1) {
    const top = middle - Math.min(1, high[column]! * gain) * middle;
    const bottom = middle - Math.max(-1, low[column]! * gain) * middle;
    context.fillStyle = column < played ? accent : wave;
    context.fillRect(column, Math.min(top, middle - 0.5), 1, Math.max(1, bottom - top));
  }
}

export function loudest({ low, high }: Columns): number {
  let most = 0;
  for (let column = 0; column < low.length; column += 1) most = Math.max(most, high[column]!, -low[column]!);
  return most;
}
