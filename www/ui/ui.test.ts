import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, formatMode, formatNoun, formatSize } from "./format";
import { offered } from "./libraries-card";
import { sizesOf } from "./name";
import { pressLabel } from "./press-label";
import { RowHeights } from "./row-heights";
import { rowWindow } from "./row-window";
import { summarise } from "./source-list";

test("sizes", () => {
  const sizes: [number, string][] = [
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1,023 bytes"],
    [1024, "1.0 KiB"],
    [1_048_575, "1.0 MiB"],
    [52_428_800, "50.0 MiB"],
    [262_144_000, "250.0 MiB"],
    [5_368_709_120, "5.0 GiB"],
  ];
  for (const [bytes, text] of sizes) assert.equal(formatSize(bytes), text);
});

test("sizes in a message", () => {
  const check = (message: string, sizes: [string, string][]) => assert.deepEqual([...sizesOf(message)], sizes);
  check("The package has 634,187,855 bytes unzipped: 372,043,856 bytes more than Lambda unpacks", [
    ["634,187,855 bytes", "604.8 MiB"],
    ["372,043,856 bytes", "354.8 MiB"],
  ]);
  check("Das Paket hat 262.144.000 Bytes entpackt: 1 Byte mehr, als weniger als 262.144.000 Bytes", [
    ["262.144.000 Bytes", "250.0 MiB"],
  ]);
  check("The object has 52,428,801 bytes that are not the package's, which has 52,428,800 bytes", []);
  check("It has 12 bytes, not 1,024 bytes", []);
  check("Without it, the package has 44,374,894 bytes less", [["44,374,894 bytes", "42.3 MiB"]]);
});

test("numbers with their noun", () => {
  assert.equal(formatNoun(1, "entry", "entries"), "1 entry");
  assert.equal(formatNoun(4043, "entry", "entries"), "4,043 entries");
});

test("durations and modes", () => {
  assert.equal(formatDuration(0.2), "1 ms");
  assert.equal(formatDuration(999.4), "999 ms");
  assert.equal(formatDuration(999.6), "1.0 s");
  assert.equal(formatMode(0o100644), "0644");
  assert.equal(formatMode(0o100755), "0755");
});

test("the window covers what is seen, and never more rows than there are", () => {
  for (const rows of [0, 1, 30, 20_000]) {
    for (const top of [0, 27, 28, 5_000, rows * 28, 1_000_000]) {
      const { first, last } = rowWindow(top, 560, 28, rows);
      assert.ok(first >= 0 && first <= last && last <= rows, `${rows} rows at ${top}`);
      assert.ok(last - first <= 48, `${last - first} rows`);
      const seen = Math.min(top, Math.max(0, rows * 28 - 560));
      assert.ok(first * 28 <= seen && Math.min(rows * 28, seen + 560) <= last * 28, `${rows} rows at ${top}`);
    }
  }
});

test("the rows that exist cover what is seen, whatever their heights, and are never more than that needs", () => {
  for (const count of [0, 1, 30, 20_000]) {
    const heights = new RowHeights(count, 28);
    const measured = (row: number) => (row % 7 === 3 ? 90 : 28);
    for (let row = 0; row < count; row++) heights.set(row, measured(row));
    const all = heights.top(count);
    for (const top of [-900, 0, 27, 28, 5_000, all, 1_000_000]) {
      const { first, last } = heights.between(top, top + 560);
      assert.ok(first >= 0 && first <= last && last <= count, `${count} rows at ${top}`);
      assert.ok(last - first <= 46, `${last - first} rows`);
      const [from, to] = [Math.max(0, top), Math.min(all, top + 560)];
      if (from < to) assert.ok(heights.top(first) <= from && to <= heights.top(last), `${count} rows at ${top}`);
    }
  }
});

test("heights of rows are news once", () => {
  const heights = new RowHeights(4, 10);
  const tops = () => [0, 1, 2, 3, 4].map((row) => heights.top(row));
  assert.deepEqual(tops(), [0, 10, 20, 30, 40], "estimated");
  assert.equal(heights.set(1, 30), true);
  assert.equal(heights.set(1, 30.2), false);
  assert.equal(heights.set(2, 0), false, "in a list that is closed");
  assert.equal(heights.set(4, 30), false, "there is no such row");
  assert.deepEqual(tops(), [0, 30, 60, 90, 120]);
  assert.equal(heights.set(2, 10), true);
  assert.deepEqual(tops(), [0, 20, 50, 60, 80], "the others as high as the mean");
  assert.equal(heights.set(1, 50), true);
  assert.deepEqual(tops(), [0, 30, 80, 90, 120]);
});

test("sources are one line for each thing dropped", () => {
  const item = (path: string) => ({ path, file: new Blob() });
  const items = ["wheels/a.whl", "wheels/b.whl", "app.py", "new.py"].map(item);
  const lines = summarise(items, {
    sources: [
      { path: "", kind: "function", entries: 1 },
      { path: "wheels/a.whl", kind: "wheel", entries: 3 },
      { path: "wheels/b.whl", kind: "wheel", entries: 4 },
    ],
    entries: [{ path: "app.py", size: 1, mode: 0o100644, from: "app.py" }],
    layers: [],
  });
  assert.deepEqual(lines, [
    { name: "wheels", folder: true, text: "2 wheels · 7 entries" },
    { name: "app.py", folder: false, text: "function · 1 entry" },
    { name: "new.py", folder: false, text: "1 file" },
  ]);
});

test("the user's edits of a zip are told in its line, and are no source beside it", () => {
  const items = ["old.zip", "old/app.py", "old/more.py", "apart.zip", "apart/x.py", "apart/y.py"].map((path) => ({
    path,
    file: new Blob(),
  }));
  const plan = {
    sources: [
      { path: "old.zip", kind: "archive" as const, entries: 3 },
      { path: "apart.zip", kind: "archive" as const, entries: 1 },
    ],
    entries: [],
    layers: [],
  };
  const edits = ["old/app.py", "old/more.py", "apart/x.py"].map((path) => ({ path, before: null }));
  assert.deepEqual(summarise(items, plan, edits), [
    { name: "old.zip", folder: false, text: "deployment package · 3 entries, 2 changed" },
    { name: "apart.zip", folder: false, text: "deployment package · 1 entry" },
    { name: "apart", folder: true, text: "2 files" },
  ]);
});

test("an extra that was chosen stays in the list, and each is there once", () => {
  assert.deepEqual(offered(["web", "dev"], ["old", "dev"]), ["dev", "old", "web"]);
  assert.deepEqual(offered(undefined, []), []);
});

test("what the button that presses says", () => {
  const says: [Omit<Parameters<typeof pressLabel>[0], "changes"> & { changes?: number }, string][] = [
    [{ isRepair: false, errors: 0, allowErrors: false }, "Press"],
    [{ isRepair: false, errors: 0, allowErrors: true }, "Press"],
    [{ isRepair: false, errors: 1, allowErrors: false }, "Fix 1 error first"],
    [{ isRepair: false, errors: 4, allowErrors: true }, "Press with 4 errors"],
    [{ isRepair: true, errors: 0, allowErrors: false }, "Repair"],
    [{ isRepair: true, errors: 2, allowErrors: false }, "Fix 2 errors first"],
    [{ isRepair: true, errors: 1, allowErrors: true }, "Repair with 1 error"],
    [{ isRepair: true, changes: 2, errors: 0, allowErrors: true }, "Press with 2 changes"],
    [{ isRepair: true, changes: 2, errors: 1, allowErrors: true }, "Press with 1 error"],
    [{ isRepair: false, changes: 2, errors: 0, allowErrors: true }, "Press"],
  ];
  for (const [asked, text] of says) assert.equal(pressLabel({ changes: 0, ...asked }), text);
});
