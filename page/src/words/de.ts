// What the first view says in German.
import shell from "./de/shell.json";
import library from "./de/library.json";
import works from "./de/works.json";

export default { ...shell, ...library, ...works };
