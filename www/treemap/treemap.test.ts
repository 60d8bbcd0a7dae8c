import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../packager/types";
import { blocksOf, wayTo } from "./block";
import { tilesOf } from "./tiles";

const file = (path: string, size: number, from: string, distribution?: number) => ({
  path,
  size,
  mode: 0o100644,
  from,
  ...(distribution !== undefined && { distribution }),
});
const plan = {
  entries: [
    file("app.py", 10, "src/app.py"),
    file("google/a/one.py", 100, "a.whl", 0),
    file("google/a/two.py", 50, "a.whl", 0),
    file("google/b/one.py", 200, "b.whl", 1),
    file("empty.py", 0, "src/empty.py"),
  ],
  distributions: [
    { name: "a", version: "1", from: "a.whl", unzippedSize: 150, removableSize: 350 },
    { name: "b", version: "1", from: "b.whl", unzippedSize: 200, removableSize: 200 },
  ],
} as Plan;

test("blocks are distributions, folders and files, the largest first", () => {
  const root = blocksOf(plan);
  assert.deepEqual(
    root.inner.map(({ name, kind, size, files, from }) => [name, kind, size, files, from]),
    [
      ["b", "distribution", 200, 1, "b.whl"],
      ["a", "distribution", 150, 2, "a.whl"],
      ["Your files", "own", 10, 2, ""],
    ],
  );
  assert.equal(root.size, 360);
  assert.deepEqual(root.inner[1]?.names, { distributions: ["a"] });
});

test("removing saves what the package loses, whoever else has files there", () => {
  const [b, a] = blocksOf(plan).inner;
  assert.deepEqual([a?.saved, a?.savedInAll], [150, 350]);
  const [google] = b?.inner ?? [];
  assert.deepEqual(
    [google?.name, google?.size, google?.saved, google?.names],
    ["google/", 200, 350, { paths: ["google"] }],
  );
});

test("the way to a block goes as far as it is there", () => {
  const root = blocksOf(plan);
  const names = (key: string) => wayTo(root, key).map(({ name }) => name);
  assert.deepEqual(names("of a:google/a/"), ["Package", "a", "google/", "a/"]);
  assert.deepEqual(names("of a:google/c/"), ["Package", "a", "google/"]);
  assert.deepEqual(names("of gone"), ["Package"]);
  assert.deepEqual(names(""), ["Package"]);
});

test("tiles are as large as their blocks, and lie within the area", () => {
  const outer = tilesOf(blocksOf(plan), 360, 100).filter(({ depth }) => depth === 1);
  assert.deepEqual(
    outer.map(({ block, rank }) => [block.name, rank]),
    [
      ["b", 0],
      ["a", 1],
      ["Your files", 2],
    ],
  );
  for (const { block, x, y, width, height } of outer) {
    assert.ok(x >= 0 && y >= 0 && x + width <= 360 && y + height <= 100, JSON.stringify({ x, y, width, height }));
    assert.ok(Math.abs(width * height - block.size * 100) < 2500, `${block.name}: ${width * height}`);
  }
  assert.deepEqual(tilesOf(blocksOf(plan), 0, 0), []);
});
