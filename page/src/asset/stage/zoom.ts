// A picture in a frame: how large, and where. At scale 1 it fits; the offset is that of its centre from the frame's. Pure.

export interface Size { width: number; height: number }
export interface View { scale: number; x: number; y: number }

export const whole: View = { scale: 1, x: 0, y: 0 };

/** As large as it fits, never larger than it is. */
export function fit(picture: Size, frame: Size): Size {
  const by = Math.min(frame.width / picture.width, frame.height / picture.height, 1);
  return { width: picture.width * by, height: picture.height * by };
}

/** Eight pixels of the screen for one of the picture, at most; but always some way in. */
export const mostOf = (picture: Size, fitted: Size) => Math.max(4, (8 * picture.width) / Math.max(1, fitted.width));

const between = (value: number, most: number) => (most > 0 ? Math.max(-most, Math.min(most, value)) : 0);

/** Not beyond its edges, and in the middle where it is smaller than the frame. */
export function held(view: View, fitted: Size, frame: Size, most: number): View {
  const scale = Math.max(1, Math.min(most, view.scale));
  return {
    scale,
    x: between(view.x, Math.max(0, (fitted.width * scale - frame.width) / 2)),
    y: between(view.y, Math.max(0, (fitted.height * scale - frame.height) / 2)),
  };
}

/** Larger or smaller, while the point (from the frame's centre) stays where it is. */
export function zoomed(view: View, factor: number, point: { x: number; y: number }, fitted: Size, frame: Size, most: number): View {
  const scale = Math.max(1, Math.min(most, view.scale * factor));
  const by = scale / view.scale;
  return held({ scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }, fitted, frame, most);
}
