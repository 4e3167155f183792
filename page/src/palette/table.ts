// The table of operations as the server describes it (OpenAPI 3.1): what each is for, and what it wants to know.

import { ask } from "../api/client";

export interface Member { name: string; help: string; type: "text" | "number" | "boolean" | "list" | "map" | "json"; choices: string[]; required: boolean }
export interface Described { name: string; help: string; scope: string; verb: string; destroys: boolean; rehearses: boolean; members: Member[] }

interface Schema { type?: string | string[]; enum?: string[]; items?: Schema; additionalProperties?: unknown; properties?: Record<string, Schema>; required?: string[]; description?: string; anyOf?: Schema[] }
interface Entry {
  operationId: string; summary: string; "x-scope": string;
  parameters: { name: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

function memberOf(name: string, schema: Schema, required: boolean, help = schema.description ?? ""): Member {
  const one = schema.anyOf?.find((each) => each.type !== "null") ?? schema;
  const type = Array.isArray(one.type) ? one.type.find((each) => each !== "null") : one.type;
  const kinds: Record<string, Member["type"]> = { string: "text", integer: "number", number: "number", boolean: "boolean", array: "list" };
  const kind = type === "object" && one.additionalProperties ? "map" : (kinds[type ?? ""] ?? "json");
  return { name, help, required, choices: one.enum ?? [], type: kind };
}

function describe(verb: string, entry: Entry): Described | undefined {
  const body = entry.requestBody?.content["application/json"]?.schema;
  if (entry.requestBody && !body) return undefined;  // bytes go up: that is what the tray is for
  if (!Object.values(entry.responses).some((each) => !each.content || "application/json" in each.content)) return undefined;
  if (entry.responses["200"]?.content && !("application/json" in entry.responses["200"].content)) return undefined;
  const members = [
    ...entry.parameters.map((each) => memberOf(each.name, each.schema, each.required, each.description)),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => memberOf(name, schema, body?.required?.includes(name) ?? false)),
  ];
  return {
    name: entry.operationId.replace("_", "."), help: entry.summary, scope: entry["x-scope"], verb: verb.toUpperCase(),
    destroys: /erase|remove|revoke|end/.test(entry.operationId.split("_")[1] ?? ""),
    rehearses: members.some((each) => each.name === "dry_run"),
    members: members.filter((each) => each.name !== "dry_run"),
  };
}

let known: Promise<Described[]> | undefined;

export function operationsOfServer(): Promise<Described[]> {
  known ??= ask<{ paths: Record<string, Record<string, Entry>> }>("GET", "/openapi.json").then((document) =>
    Object.values(document.paths).flatMap((verbs) => Object.entries(verbs).flatMap(([verb, entry]) => describe(verb, entry) ?? [])));
  known.catch(() => (known = undefined));
  return known;
}
