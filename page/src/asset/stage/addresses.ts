// Addresses of what is drawn beside a player.

import { root } from "../../api/client";

type Drawing = "peaks" | "storyboard" | "storyboard/sheet";

export const drawingOf = (id: string, what: Drawing) => `${root}/assets/${encodeURIComponent(id)}/${what}`;

/** The picture of one version, and its bytes. */
export const previewOfVersion = (id: string, version: number) => `${root}/assets/${encodeURIComponent(id)}/preview?size=1280&version=${version}`;
export const originalOfVersion = (id: string, version: number) => `${root}/assets/${encodeURIComponent(id)}/original?version=${version}`;
