// Everything that is said in German.
import shell from "./de/shell.json";
import library from "./de/library.json";
import works from "./de/works.json";
import asset from "./de/asset.json";
import intake from "./de/intake.json";
import palette from "./de/palette.json";
import home from "./de/home.json";

export default { ...shell, ...library, ...works, ...asset, ...intake, ...palette, ...home };
