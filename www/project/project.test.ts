import assert from "node:assert/strict";
import { test } from "node:test";
import type { Package, Packager, Plan, Stated } from "../packager/types";
import { initialProject, isProject, reduceProject } from "../project-state";
import { type Build, changesBetween, inputsOf, keyOf } from "./inputs";
import { mergeZips } from "./merge-zips";
import { objectKey } from "./object-key";
import { pressProject } from "./press-project";

const file = (name: string, text: string, lastModified = 1) => ({
  path: name,
  file: new File([text], name, { lastModified }),
});

function stated(id: string, items = [file(`${id}/app.py`, id)], layers: string[] = []): Stated {
  const target = { kind: "function", runtime: "python3.13", architecture: "x86_64", handler: "app.handler" } as const;
  return { id, target, folder: id, items, layers, line: 1 };
}

test("merging puts each zip into a folder of its own", async () => {
  const one = await mergeZips(
    [],
    [
      { path: "a.py", text: "a" },
      { path: "é.py", text: "e" },
    ],
  );
  const merged = await mergeZips(
    [
      { folder: "X/", zip: one },
      { folder: "Y/", zip: one },
    ],
    [{ path: "t", text: "t" }],
  );
  const bytes = Buffer.from(await merged.arrayBuffer());
  const end = bytes.length - 22;
  const names: string[] = [];
  for (let at = bytes.readUInt32LE(end + 16); at < end; ) {
    const [length, offset] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString("utf8", at + 46, at + 46 + length);
    const data = bytes.toString("utf8", offset + 30 + length, offset + 31 + length);
    names.push(`${name}=${data}`);
    assert.equal(bytes.toString("utf8", offset + 30, offset + 30 + length), name);
    at += 46 + length + bytes.readUInt16LE(at + 30);
  }
  assert.deepEqual(names, ["t=t", "X/a.py=a", "X/é.py=e", "Y/a.py=a", "Y/é.py=e"]);
});

test("what has changed is named", () => {
  const before = inputsOf(stated("f", [file("f/a.py", "1"), file("f/b.py", "1"), file("f/c.py", "1")]));
  const now = inputsOf(stated("f", [file("f/a.py", "22"), file("f/b.py", "1", 2), file("f/d.py", "1")]));
  assert.deepEqual(changesBetween(before, now), [
    "f/a.py has changed",
    "f/b.py has changed",
    "f/d.py is new",
    "1 more files differ",
  ]);
  assert.deepEqual(changesBetween(before, before), []);
  const other = inputsOf({ ...stated("f"), target: { ...stated("f").target, runtime: "python3.12" } });
  assert.deepEqual(changesBetween(inputsOf(stated("f")), other), ["runtime is python3.12, and was python3.13"]);
});

test("the same folder for the same target is one package, whatever the handler", () => {
  const one = stated("f");
  const two = { ...one, id: "g", target: { ...one.target, handler: "other.handler" } };
  assert.equal(keyOf(inputsOf(one)), keyOf(inputsOf(two)));
  const arm = { ...one, target: { ...one.target, architecture: "arm64" as const } };
  assert.notEqual(keyOf(inputsOf(one)), keyOf(inputsOf(arm)));
});

test("an object's key is the SHA-256 in hexadecimal", () => {
  const codeSha256 = Buffer.from("00ff".padEnd(64, "a"), "hex").toString("base64");
  assert.equal(objectKey(codeSha256, "/app/v1/"), `app/v1/${"00ff".padEnd(64, "a")}.zip`);
  assert.equal(objectKey(codeSha256, ""), `${"00ff".padEnd(64, "a")}.zip`);
});

/** A packager that notes what it packs. `plans`: findings and entries by the first item's path. */
function packagerOf(packed: string[], plans: Record<string, Partial<Plan>> = {}): Packager {
  const plan = { entries: [], findings: [], unzippedSize: 1 } as unknown as Plan;
  return {
    plan: async ([item]: [{ path: string }]) => ({ ...plan, ...plans[item.path] }),
    pack: async ([item]: [{ path: string }]) => {
      packed.push(item.path);
      return { codeSha256: item.path, findings: [] } as unknown as Package;
    },
  } as unknown as Packager;
}

async function press(packager: Packager, all: Stated[], last = new Map<string, Build>()) {
  const rows: Record<string, Record<string, unknown>> = {};
  await pressProject(packager, all, last, {
    signal: new AbortController().signal,
    onProgress: () => {},
    onRow: (id, change) => {
      rows[id] = { ...rows[id], ...change };
    },
  });
  return rows;
}

test("what is the same is packed once, and again only if something has changed", async () => {
  const packed: string[] = [];
  const packager = packagerOf(packed);
  const shared = [file("s/app.py", "s")];
  const last = new Map<string, Build>();
  await press(packager, [stated("a", shared), stated("b", shared), stated("c")], last);
  assert.deepEqual(packed, ["s/app.py", "c/app.py"]);
  const rows = await press(
    packager,
    [stated("a", shared), stated("b", shared), stated("c", [file("c/app.py", "cc")])],
    last,
  );
  assert.deepEqual(packed, ["s/app.py", "c/app.py", "c/app.py"]);
  assert.deepEqual([rows.a?.changes, rows.c?.changes], [[], ["c/app.py has changed"]]);
});

test("an error stops its function alone; what a layer has is not missing", async () => {
  const missing = (name: string) => ({
    severity: "error" as const,
    code: "import-missing",
    message: `"app.py" line 1 imports "${name}", which nothing has`,
  });
  const entries = [{ path: "python/shared/x.py" }] as unknown as Plan["entries"];
  const packager = packagerOf([], {
    "l/x.py": { entries },
    "a/app.py": { findings: [missing("shared.x")] },
    "b/app.py": { findings: [missing("other")] },
    "c/app.py": { findings: [missing("shared")] },
  });
  const layer = stated("l", [file("l/x.py", "")]);
  const rows = await press(packager, [
    layer,
    stated("a", undefined, ["l"]),
    stated("b", undefined, ["l"]),
    stated("c"),
  ]);
  assert.deepEqual(
    Object.entries(rows).map(([id, { status }]) => `${id} ${status}`),
    ["l pressed", "a pressed", "b refused", "c refused"],
  );
});

test("the card is there for a template, and for several functions", () => {
  const project = (statement: "template" | "serverless", count: number) => ({
    file: "app/file",
    statement,
    stated: Array.from({ length: count }, (_, index) => stated(`f${index}`)),
    leftAlone: [],
    findings: [],
  });
  const shown = (...projects: ReturnType<typeof project>[]) =>
    isProject(reduceProject(initialProject, { type: "read", projects }));
  assert.equal(shown(), false);
  assert.equal(shown(project("template", 0)), false);
  assert.equal(shown(project("template", 1)), true);
  assert.equal(shown(project("serverless", 1)), false);
  assert.equal(shown(project("serverless", 2)), true);
});
