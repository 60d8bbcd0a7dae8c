import assert from "node:assert/strict";
import { test } from "node:test";
import { asDropped, type Edited, onto, remove, rename, undo, without, write } from "./edits";

const blob = (text: string) => new Blob([text]);
const [a, b, other] = [blob("a"), blob("b"), blob("other")];
const dropped: Edited = {
  items: [
    { path: "app/a.py", file: a },
    { path: "app/b.py", file: b },
  ],
  edits: [],
};
const paths = ({ items }: Edited) => items.map(({ path }) => path).sort();
const undoAll = (edited: Edited) => edited.edits.reduceRight((state, edit) => undo(state, edit), edited);

/** Checks the paths and the number of edits, and that undoing everything restores what was dropped. */
function check(edited: Edited, expected: string[], edits: number) {
  assert.deepEqual(paths(edited), expected);
  assert.equal(edited.edits.length, edits);
  const back = undoAll(edited);
  assert.deepEqual(paths(back), paths(dropped));
  assert.ok(dropped.items.every(({ path, file }) => back.items.find((item) => item.path === path)?.file === file));
  assert.deepEqual(back.edits, []);
}

test("a file is written, and what was dropped is kept", () => {
  const once = write(dropped, "app/a.py", other);
  assert.equal(once.items[0]?.file, other);
  check(once, ["app/a.py", "app/b.py"], 1);
  check(write(once, "app/a.py", blob("more")), ["app/a.py", "app/b.py"], 1);
});

test("a new file goes without a trace", () => {
  const made = write(dropped, "app/new.py", other);
  check(made, ["app/a.py", "app/b.py", "app/new.py"], 1);
  check(remove(made, "app/new.py"), ["app/a.py", "app/b.py"], 0);
  check(rename(made, "app/new.py", "app/c.py"), ["app/a.py", "app/b.py", "app/c.py"], 1);
});

test("a file is renamed, written and deleted, and is one edit", () => {
  const renamed = rename(dropped, "app/a.py", "app/c.py");
  check(renamed, ["app/b.py", "app/c.py"], 1);
  check(rename(renamed, "app/c.py", "app/a.py"), ["app/a.py", "app/b.py"], 0);
  check(write(renamed, "app/c.py", other), ["app/b.py", "app/c.py"], 1);
  check(remove(renamed, "app/c.py"), ["app/b.py"], 1);
  check(rename(dropped, "app/a.py", "app/b.py"), ["app/a.py", "app/b.py"], 0);
});

test("what is undone does not overwrite what has its path now", () => {
  const gone = remove(dropped, "app/a.py");
  const taken = write(gone, "app/a.py", other);
  const [deletion] = taken.edits;
  assert.ok(deletion);
  assert.deepEqual(undo(taken, deletion), taken);
});

test("edits of what is dropped anew are gone", () => {
  const edited = remove(write(dropped, "app/a.py", other), "app/b.py");
  assert.deepEqual(without(edited.edits, new Set(["app"])), []);
  assert.equal(without(edited.edits, new Set(["lib"])).length, 2);
});

test("a folder that changes on disk keeps the edits of files that have not", () => {
  const blob = () => new Blob(["x"]);
  const a = { path: "app/a.py", file: blob() };
  const b = { path: "app/b.py", file: blob() };
  const other = { path: "lib/c.py", file: blob() };
  let edited = write({ items: [a, b, other], edits: [] }, "app/a.py", blob());
  edited = write(edited, "app/b.py", blob());
  edited = write(edited, "app/new.py", blob());
  assert.deepEqual(asDropped(edited, "app"), [a, b]);
  const changed = { path: "app/b.py", file: blob() };
  const after = onto(edited, "app", [a, changed]);
  const pathOf = ({ path }: { path: string | null }) => path;
  assert.deepEqual(after.edits.map(pathOf).sort(), ["app/a.py", "app/new.py"]);
  assert.deepEqual(after.items.map(pathOf).sort(), ["app/a.py", "app/b.py", "app/new.py", "lib/c.py"]);
  assert.equal(
    after.items.find(({ path }) => path === "app/b.py"),
    changed,
  );
  assert.notEqual(
    after.items.find(({ path }) => path === "app/a.py"),
    a,
  );
  assert.deepEqual(asDropped(after, "app"), [changed, a]);
});
