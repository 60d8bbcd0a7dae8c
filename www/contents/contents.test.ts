import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison, Finding, Plan } from "../packager/types";
import { contentOf, hexOf, imageType, textOf } from "./content";
import { sortRows } from "./entry-list";
import { ANY, type Filters, NO_FILTERS, OWN, rowsOf, selectRows } from "./rows";
import { linesOf, moved, treeOf } from "./tree";

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
    file("lib/a.py", 1, "src/lib/a.py"),
    file("six-1.0.dist-info/METADATA", 5, "six.whl", 0),
    file("six.py", 20, "six.whl", 0),
  ],
  distributions: [{ name: "six", version: "1.0", from: "six.whl", unzippedSize: 25, removableSize: 25 }],
} as Plan;
const finding = (code: string, path: string): Finding => ({ severity: "error", code, path, message: "m" });
const findings = [finding("syntax-error", "lib/a.py"), finding("wheel-older", "six.whl")];
const state = { size: 7, mode: 0o100644 };
const comparison = {
  changes: [
    { path: "app.py", kind: "changed" },
    { path: "old.py", kind: "removed", before: state },
  ],
} as Comparison;
const rows = rowsOf(plan, findings, comparison);
const found = (filters: Partial<Filters>) => selectRows(rows, { ...NO_FILTERS, ...filters }).map(({ path }) => path);

test("files are filtered by text, distribution, finding and change", () => {
  const all = plan.entries.map(({ path }) => path);
  assert.deepEqual(found({}), all);
  assert.deepEqual(found({ text: "SIX.whl" }), all.slice(2));
  assert.deepEqual(found({ distribution: "six" }), all.slice(2));
  assert.deepEqual(found({ distribution: OWN }), ["app.py", "lib/a.py"]);
  assert.deepEqual(found({ finding: "syntax-error" }), ["lib/a.py"]);
  assert.deepEqual(found({ finding: ANY }), ["lib/a.py", ...all.slice(2)]);
  assert.deepEqual(found({ change: "changed" }), ["app.py"]);
  assert.deepEqual(found({ change: "removed" }), ["old.py"]);
  assert.deepEqual(found({ distribution: "six", text: "meta" }), ["six-1.0.dist-info/METADATA"]);
});

test("a tree has folders first, with the sum of what is in them", () => {
  const root = treeOf(selectRows(rows, NO_FILTERS));
  const shown = (open: string[]) =>
    linesOf(root, (path) => open.includes(path)).map(({ name, level, size }) => [name, level, size]);
  assert.deepEqual(shown([]), [
    ["lib", 1, 1],
    ["six-1.0.dist-info", 1, 5],
    ["app.py", 1, 10],
    ["six.py", 1, 20],
  ]);
  assert.deepEqual(shown(["lib"]).slice(0, 3), [
    ["lib", 1, 1],
    ["a.py", 2, 1],
    ["six-1.0.dist-info", 1, 5],
  ]);
});

test("arrow keys move through the lines, and to the folder around", () => {
  const lines = linesOf(treeOf(selectRows(rows, NO_FILTERS)), (path) => path === "lib");
  assert.equal(moved(lines, 0, "ArrowDown"), 1);
  assert.equal(moved(lines, 0, "ArrowRight"), 1);
  assert.equal(moved(lines, 1, "ArrowLeft"), 0);
  assert.equal(moved(lines, 0, "ArrowLeft"), null);
  assert.equal(moved(lines, 2, "ArrowRight"), null);
  assert.equal(moved(lines, 4, "ArrowDown"), 4);
  assert.equal(moved(lines, 4, "Home"), 0);
  assert.equal(moved(lines, 0, "End"), 4);
  assert.equal(moved(lines, 0, "x"), null);
});

test("what is text is shown as text, SVG and HTML too, and nothing else is", async () => {
  assert.equal(imageType("a/icon.PNG", 5), "image/png");
  assert.equal(imageType("icon.svg", 5), null);
  assert.equal(imageType("constructor", 5), null);
  assert.equal(imageType("icon.png", 1 << 30), null);
  const svg = new Blob(["<svg onload='alert(1)'/>"], { type: "image/svg+xml" });
  assert.deepEqual(await contentOf("a.svg", svg), { kind: "text", text: "<svg onload='alert(1)'/>", isWhole: true });
  assert.equal((await contentOf("a.so", new Blob([new Uint8Array([127, 69, 0])]))).kind, "binary");
  const image = await contentOf("a.png", new Blob(["x"], { type: "text/html" }));
  assert.equal(image.kind === "image" && image.blob.type, "image/png");
});

test("a text that is cut within a character is a text", () => {
  const bytes = new TextEncoder().encode("aé").subarray(0, 2);
  assert.equal(textOf(bytes, false), "a");
  assert.equal(textOf(bytes, true), null);
});

test("bytes are shown with their offsets", () => {
  assert.equal(hexOf(new Uint8Array([0x41, 0x00])), `0000  ${"41 00".padEnd(47)}  A.`);
});

test("entries are found by path or source, in any case, and sorted", () => {
  const entries = [file("PIL/a.py", 1, "pillow.whl"), file("app.py", 3, "app.py"), file("six.py", 2, "six.whl")];
  const rows = rowsOf({ entries, distributions: [], findings: [] } as unknown as Plan, [], null);
  const found = (text: string, order: "path" | "size") =>
    sortRows(selectRows(rows, { ...NO_FILTERS, text }), order).map(({ path }) => path);
  assert.deepEqual(found("", "path"), ["PIL/a.py", "app.py", "six.py"]);
  assert.deepEqual(found("", "size"), ["app.py", "six.py", "PIL/a.py"]);
  assert.deepEqual(found(" pil", "path"), ["PIL/a.py"]);
  assert.deepEqual(found(".WHL", "size"), ["six.py", "PIL/a.py"]);
});
