// The page begins: words first, then who is here, then the place the address names.

import { mount } from "svelte";
import "./design/tokens.css";
import "./design/base.css";
import App from "./shell/App.svelte";
import { startPlaces } from "./shell/place.svelte";
import { enter } from "./shell/session.svelte";
import { loadWords } from "./words/words";

await loadWords();
startPlaces();
mount(App, { target: document.body });
await enter();
