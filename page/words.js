// Numbers, dates and names as people read them.

const language = navigator.language || "en";
const whole = new Intl.NumberFormat(language);
const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export const count = (number) => whole.format(number);

export function plural(number, one, many) {
  return `${whole.format(number)} ${number === 1 ? one : many}`;
}

export function bytes(number) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = number;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1 }).format(value)} ${units[unit]}`;
}

export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A date as the file has it: "2015", "2015-06", a day, or a moment. What is no date stays as it is. */
export function date(text) {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ](\d\d:\d\d))?/.exec(text ?? "");
  if (!parts || !parts[3]) return text ?? "";
  const time = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4] ?? "00:00"}:00`);
  if (Number.isNaN(time.getTime())) return text;
  return (parts[4] ? moment : day).format(time);
}

/** A moment of ours, in the reader's time zone. */
export function instant(text) {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : moment.format(time);
}

const kinds = {
  image: "Picture", video: "Film", audio: "Sound", document: "Document", text: "Text", font: "Font", archive: "Archive", other: "File",
};
export const kind = (name) => kinds[name] ?? name;

const fields = {
  title: "Title", headline: "Headline", description: "Description", alt_text: "Alt text", keyword: "Tag", creator: "Creator",
  credit: "Credit line", copyright: "Copyright", usage_terms: "Usage terms", rights_url: "Rights", licence: "Licence", taken_at: "Taken",
  latitude: "Latitude", longitude: "Longitude", altitude: "Altitude (m)", place: "Place", city: "City", region: "State or region",
  country: "Country", person: "Person shown", camera_make: "Camera maker", camera_model: "Camera", lens: "Lens",
  focal_length: "Focal length (mm)", aperture: "Aperture (f/)", exposure: "Exposure (s)", iso: "ISO", rating: "Rating",
  source_type: "Source type", artist: "Artist", album: "Album", track: "Track", genre: "Genre", language: "Language", software: "Software",
};
export const field = (name) => fields[name] ?? name;

const facets = {
  kind: "Kind", keyword: "Tags", camera_model: "Camera", year: "Year", country: "Country", creator: "Creator", rating: "Rating",
  collection: "Collections",
};
export const facet = (name) => facets[name] ?? name;

export function facetValue(name, value) {
  if (name === "kind") return kind(value.value);
  if (name === "rating") return Number(value.value) < 0 ? "Rejected" : `${value.value} of 5`;
  return value.label ?? value.value;
}

const origins = { camera: "camera", file: "file", person: "person", model: "model" };
export const origin = (name) => origins[name] ?? name;

const places = {
  exif: "EXIF", xmp: "XMP", iptc: "IPTC", id3: "ID3", pdf: "PDF", vorbis: "Vorbis", mp4: "MP4", riff: "RIFF", file: "file",
};
/** "exif:DateTimeOriginal" tells more than "file": who wrote the value, and where in the file. */
export function source(each) {
  if (each.origin === "person") return "said here";
  const [place, ...rest] = (each.source ?? "").split(":");
  return places[place] && rest.length > 0 ? `${places[place]} ${rest.join(":")}` : (each.source || origin(each.origin));
}
