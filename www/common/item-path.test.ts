import assert from "node:assert/strict";
import { test } from "node:test";
import { countByTop } from "./item-path";

const drops: [what: string, paths: string[], counts: Record<string, number>][] = [
  ["nothing", [], {}],
  ["loose files", ["a.py", "b.py"], { "a.py": 1, "b.py": 1 }],
  ["folders beside each other", ["app/a.py", "app/lib/b.py", "app.py", "lib/c.py"], { app: 2, "app.py": 1, lib: 1 }],
  ["files of a folder apart", ["app/a.py", "b.py", "app/c.py"], { app: 2, "b.py": 1 }],
  ["names that begin alike", ["a/x", "a b/x", "ab/x", "a/y"], { a: 2, "a b": 1, ab: 1 }],
  ["names of objects' own members", ["constructor/x", "__proto__/x"], { constructor: 1, ["__proto__"]: 1 }],
];

for (const [what, paths, counts] of drops) {
  test(`the files of ${what} are counted`, () =>
    assert.deepEqual([...countByTop(paths.map((path) => ({ path })))], Object.entries(counts)));
}
