// What the first view says in English.
import shell from "./en/shell.json";
import library from "./en/library.json";
import works from "./en/works.json";

export default { ...shell, ...library, ...works };
