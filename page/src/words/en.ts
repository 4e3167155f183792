// Everything that is said in English; other languages have the same keys.
import shell from "./en/shell.json";
import library from "./en/library.json";
import works from "./en/works.json";
import asset from "./en/asset.json";
import intake from "./en/intake.json";
import palette from "./en/palette.json";
import home from "./en/home.json";

export default { ...shell, ...library, ...works, ...asset, ...intake, ...palette, ...home };
