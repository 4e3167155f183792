// Who says something of a work, in words.

import type { FieldView } from "../api/operations";
import { session } from "../shell/session.svelte";
import { say, sayNamed } from "../words/words";

/** Who did something: a name, or a door that needs none. */
export const person = (by: string) => (by ? sayNamed("by", by) : say("trail.somebody"));

/** The container a tag stands in, as its own field calls it: "exif:Make" is of EXIF. */
const containers: Record<string, string> = { exif: "EXIF", xmp: "XMP", iptc: "IPTC", id3: "ID3", vorbis: "Vorbis", mp4: "MP4", pdf: "PDF" };

export function originText({ origin, source }: FieldView): string {
  if (origin === "person") return source === session.user?.id ? say("origin.you") : say("origin.person");
  if (origin === "model") return source ? say("origin.model", { name: source }) : say("origin.model.unknown");
  const container = containers[source.split(":")[0]?.toLowerCase() ?? ""];
  const where = origin === "camera" ? say("origin.camera") : say("origin.file");
  return container ? `${where} (${container})` : where;
}
