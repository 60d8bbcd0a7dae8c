import assert from "node:assert/strict";
import { test } from "node:test";
import { existingPackage } from "./existing-package";

const archive = { sources: [{ path: "old.zip", kind: "archive" as const, entries: 1 }] };

const drops: [what: string, paths: string[], added: string[], name: string | null][] = [
  ["a zip", ["old.zip"], [], "old.zip"],
  ["a zip and a wheel", ["old.zip", "six.whl"], [], null],
  ["a zip and a file that was made here", ["new/a.py", "old.zip"], ["new/a.py"], "old.zip"],
  ["a zip in a folder", ["folder/old.zip"], [], null],
  ["nothing but what was made here", ["new.py"], ["new.py"], null],
];

for (const [what, paths, added, name] of drops) {
  test(`whether ${what} is an existing package`, () => {
    const items = paths.map((path) => ({ path, file: new Blob() }));
    const edits = added.map((path) => ({ path, before: null }));
    assert.equal(existingPackage({ items, edits }, archive), name);
  });
}

test("of a folder with many files one is looked at", () => {
  let looked = 0;
  const items = Array.from({ length: 20_000 }, (_, index) => ({
    get path() {
      looked++;
      return `app/m${index}.py`;
    },
    file: new Blob(),
  }));
  assert.equal(existingPackage({ items, edits: [] }, archive), null);
  assert.ok(looked < 4, `${looked} paths`);
});
