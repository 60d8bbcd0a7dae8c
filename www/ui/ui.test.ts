import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry, Plan } from "../packager/types";
import { sortRows } from "./contents/entry-list";
import { NO_FILTERS, rowsOf, selectRows } from "./contents/rows";
import { formatDuration, formatMode, formatNoun, formatSize } from "./format";
import { offered } from "./libraries-card";
import { pressLabel } from "./press-label";
import { rowWindow } from "./row-window";
import { more } from "./show-more";
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

test("a list grows by what can be read, never by all of a hostile drop", () => {
  const check = (shown: number, total: number, next: number, label: string) =>
    assert.deepEqual(more(shown, total, 50), { next, label }, `${shown} of ${total}`);
  check(50, 51, 51, "Show all 51");
  check(50, 550, 550, "Show all 550");
  check(50, 551, 550, "Show 500 more of 551");
  check(50, 325_000, 550, "Show 500 more of 325,000");
  check(550, 551, 551, "Show all 551");
  check(551, 551, 50, "Show the first 50");
  // The next plan may have fewer.
  check(551, 60, 50, "Show the first 50");
});

const entry = (path: string, size: number, from: string): Entry => ({ path, size, mode: 0o100644, from });
const entries = [entry("PIL/a.py", 1, "pillow.whl"), entry("app.py", 3, "app.py"), entry("six.py", 2, "six.whl")];
const rows = rowsOf({ entries, distributions: [], findings: [] } as unknown as Plan, [], null);
const found = (text: string, order: "path" | "size") =>
  sortRows(selectRows(rows, { ...NO_FILTERS, text }), order).map(({ path }) => path);

test("entries are found by path or source, in any case, and sorted", () => {
  assert.deepEqual(found("", "path"), ["PIL/a.py", "app.py", "six.py"]);
  assert.deepEqual(found("", "size"), ["app.py", "six.py", "PIL/a.py"]);
  assert.deepEqual(found(" pil", "path"), ["PIL/a.py"]);
  assert.deepEqual(found(".WHL", "size"), ["six.py", "PIL/a.py"]);
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
    entries: [entry("app.py", 1, "app.py")],
  });
  assert.deepEqual(lines, [
    { name: "wheels", folder: true, text: "2 wheels · 7 entries" },
    { name: "app.py", folder: false, text: "function · 1 entry" },
    { name: "new.py", folder: false, text: "1 file" },
  ]);
});

test("an extra that was chosen stays in the list, and each is there once", () => {
  assert.deepEqual(offered(["web", "dev"], ["old", "dev"]), ["dev", "old", "web"]);
  assert.deepEqual(offered(undefined, []), []);
});

test("what the button that presses says", () => {
  const says: [Parameters<typeof pressLabel>[0], string][] = [
    [{ isRepair: false, errors: 0, allowErrors: false }, "Press"],
    [{ isRepair: false, errors: 0, allowErrors: true }, "Press"],
    [{ isRepair: false, errors: 1, allowErrors: false }, "Fix 1 error first"],
    [{ isRepair: false, errors: 4, allowErrors: true }, "Press with 4 errors"],
    [{ isRepair: true, errors: 0, allowErrors: false }, "Repair"],
    [{ isRepair: true, errors: 2, allowErrors: false }, "Fix 2 errors first"],
    [{ isRepair: true, errors: 1, allowErrors: true }, "Repair with 1 error"],
  ];
  for (const [asked, text] of says) assert.equal(pressLabel(asked), text);
});
