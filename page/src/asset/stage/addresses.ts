// Addresses of what belongs to one version of a work.

import { addressFor } from "../../api/client";

/** The picture of one version, and its bytes. */
export const previewOfVersion = (id: string, version: number) => addressFor("asset.preview", { id, size: 1280, version });
export const originalOfVersion = (id: string, version: number) => addressFor("asset.get", { id, version });
