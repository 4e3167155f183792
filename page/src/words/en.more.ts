// What the other views say in English; loaded with the first of them.
import asset from "./en/asset.json";
import change from "./en/change.json";
import collections from "./en/collections.json";
import intake from "./en/intake.json";
import palette from "./en/palette.json";
import home from "./en/home.json";

export default { ...asset, ...change, ...collections, ...intake, ...palette, ...home };
