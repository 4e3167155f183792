// What the other views say in German; loaded with the first of them.
import asset from "./de/asset.json";
import change from "./de/change.json";
import collections from "./de/collections.json";
import intake from "./de/intake.json";
import palette from "./de/palette.json";
import home from "./de/home.json";

export default { ...asset, ...change, ...collections, ...intake, ...palette, ...home };
