// What the list needs beside the wall, loaded when it is first shown.

export { default as Head } from "./Head.svelte";
export { default as Line } from "./Line.svelte";
