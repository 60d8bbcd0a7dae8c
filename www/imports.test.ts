/** Checks the direction of imports inside www, and that files do not import each other in a circle. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

type Room =
  | "common"
  | "packager"
  | "deploy"
  | "deploy-card"
  | "compare"
  | "contents"
  | "editor"
  | "fetch"
  | "state"
  | "project"
  | "ui"
  | "drop"
  | "actions"
  | "app"
  | "hosts"
  | "node"
  | "treemap"
  | "repository"
  | "texts"
  | "generated";

/** What each folder may import besides itself. `values` may also be imported as types; `types` only as types. */
const ALLOWED: Record<Room, { values: Room[]; types: Room[] }> = {
  generated: { values: [], types: [] },
  texts: { values: [], types: [] },
  common: { values: ["generated"], types: ["packager"] },
  packager: { values: ["common", "generated"], types: [] },
  deploy: { values: ["common", "generated"], types: ["packager"] },
  drop: { values: ["common"], types: ["packager"] },
  state: { values: ["common", "texts"], types: ["packager"] },
  project: { values: ["state", "common", "texts"], types: ["packager", "deploy"] },
  ui: { values: ["state", "common", "texts"], types: ["packager", "deploy", "project"] },
  actions: { values: ["state", "drop", "project", "common", "texts"], types: ["packager", "deploy", "ui"] },
  app: {
    values: ["actions", "ui", "state", "packager", "deploy", "project", "common", "generated", "texts"],
    types: [],
  },
  "deploy-card": { values: ["ui", "deploy", "state", "common", "texts"], types: ["packager"] },
  compare: { values: ["ui", "state", "common", "texts"], types: ["packager"] },
  contents: { values: ["ui", "common", "texts"], types: ["packager"] },
  editor: { values: ["ui", "state", "common", "texts"], types: ["packager"] },
  fetch: { values: ["ui", "state", "common", "texts"], types: ["packager"] },
  treemap: { values: ["ui", "common", "texts"], types: ["packager"] },
  repository: { values: ["ui", "project", "state", "common", "texts"], types: ["packager", "deploy"] },
  hosts: {
    values: [
      "app",
      "packager",
      "deploy-card",
      "compare",
      "contents",
      "editor",
      "fetch",
      "generated",
      "treemap",
      "repository",
      "common",
      "texts",
    ],
    types: ["ui"],
  },
  node: { values: ["packager", "common", "generated"], types: [] },
};

/** Files that are in no folder of www. */
const FILES: Record<string, Room> = { "app.ts": "app" };

interface Import {
  from: string;
  to: string;
  isType: boolean;
}

// The test is bundled into target/unit-tests/.
const www = fileURLToPath(new URL("../../www/", import.meta.url));
const files = readdirSync(www, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$/.test(path));
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(posix.join(www, from), "utf8");
  const found = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^"';]*\sfrom\s)?"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm);
  return [...found].map(([, type, path, dynamicPath]) => {
    const to = posix.join(posix.dirname(from), path ?? dynamicPath ?? "");
    return { from, to: resolve(to), isType: type !== undefined };
  });
}

/** The file that an import path without extension refers to. */
function resolve(path: string): string {
  const candidates = ["", ".ts", ".tsx", "/index.ts"].map((end) => path + end);
  const isFile = (candidate: string) => /\.tsx?$/.test(candidate) && existsSync(posix.join(www, candidate));
  return candidates.find(isFile) ?? path;
}

function roomOf(path: string): Room {
  const [folder = "", ...inside] = path.split("/");
  const room = inside.length > 0 ? folder : FILES[folder];
  assert.ok(room !== undefined && room in ALLOWED, `${path} belongs to no room: add it to imports.test.ts`);
  return room as Room;
}

test("imports run one way", () => {
  // Without this check, a pattern that matches nothing would pass.
  assert.ok(imports.length > files.length, `${imports.length} imports were found in ${files.length} files`);
  const wrong = imports.filter(({ from, to, isType }) => {
    const [importer, imported] = [roomOf(from), roomOf(to)];
    const { values, types } = ALLOWED[importer];
    return importer !== imported && !values.includes(imported) && !(isType && types.includes(imported));
  });
  assert.deepEqual(
    wrong.map(({ from, to, isType }) => `${from} imports ${isType ? "a type" : "a value"} of ${to}`),
    [],
  );
});

test("no files import each other in a circle", () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});
