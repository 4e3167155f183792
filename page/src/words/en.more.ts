// What the other views say in English; loaded with the first of them.
import asset from "./en/asset.json";
import intake from "./en/intake.json";
import palette from "./en/palette.json";
import home from "./en/home.json";

export default { ...asset, ...intake, ...palette, ...home };
