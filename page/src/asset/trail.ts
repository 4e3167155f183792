// How a work came to be what it is: steps in plain sentences, oldest first. Each kind of source adds its own steps; more kinds
// of sources may join without the list knowing of them.

import type { AssetDetail, VersionView } from "../api/operations";
import { date, instant } from "../words/format";
import { say, sayNamed } from "../words/words";
import { known } from "./fields";
import { person } from "./origin";

export interface Step {
  when: string;
  /** For sorting, and to see what belongs together. */
  at: string;
  text: string;
  /** How often in a row. */
  times: number;
}

const step = (at: string, when: string, text: string): Step => ({ at, when, text, times: 1 });

/** Before it came in: what the camera says. */
function made({ fields, taken_at }: AssetDetail): Step[] {
  if (!taken_at) return [];
  const camera = known(fields, "camera_model")?.value;
  const creator = known(fields, "creator")?.value;
  return [step(taken_at, date(taken_at), say("trail.made", { camera: camera ? "yes" : "no", cameraName: camera ?? "", creator: creator ? "yes" : "no", creatorName: creator ?? "" }))];
}

function ofVersion({ source_path }: AssetDetail, { number, created_at, message, by }: VersionView): Step {
  const who = person(by);
  const undone = /^Undone: (.*)$/s.exec(message);
  if (number === 1) return step(created_at, instant(created_at), say("trail.arrived", { by: who, from: source_path ? "yes" : "no", path: source_path ?? "" }));
  if (undone) return step(created_at, instant(created_at), say("trail.undone", { by: who, message: undone[1]! }));
  const key = `trail.${message}`;
  const told = sayNamed("trail", message);
  return step(created_at, instant(created_at), told === message || told === key ? say("trail.other", { by: who, message }) : `${who} ${told}`);
}

const sameDay = (a: Step, b: Step) => a.at.slice(0, 10) === b.at.slice(0, 10);

/** The same done again on one day is one step. */
function gathered(steps: Step[]): Step[] {
  const result: Step[] = [];
  for (const each of steps) {
    const last = result.at(-1);
    if (last && last.text === each.text && sameDay(last, each)) last.times += 1;
    else result.push({ ...each });
  }
  return result;
}

export function trailOf(asset: AssetDetail): Step[] {
  const versions = asset.versions.toSorted((a, b) => a.number - b.number);
  return gathered([...made(asset), ...versions.map((each) => ofVersion(asset, each))]);
}
