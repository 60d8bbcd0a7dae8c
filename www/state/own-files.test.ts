import assert from "node:assert/strict";
import { test } from "node:test";
import { EDITABLE, ownFiles, pathProblem, zippedFiles } from "./own-files";

const item = (path: string, size = 1) => ({ path, file: new Blob([new Uint8Array(size)]) });

test("the user's own text files can be edited, up to a size", () => {
  const paths = ["app/b.py", "app/a.py", "lib.whl", "app/logo.png", ".lambdaignore", "venv/lib/six.py"];
  const plan = { sources: [{ path: "venv", kind: "virtualenv" as const, entries: 1 }] };
  const found = ownFiles(
    paths.map((path) => item(path)),
    plan,
  );
  assert.deepEqual(
    found.files.map(({ path }) => path),
    [".lambdaignore", "app/a.py", "app/b.py"],
  );
  assert.equal(found.hasMore, false);
  const large = ownFiles([item("a.csv", EDITABLE - 1), item("b.csv", 2), item("c.py", 1)], null);
  assert.equal(large.hasMore, true);
  assert.deepEqual(
    large.files.map(({ path }) => path),
    ["a.csv"],
  );
});

test("a path that cannot be is told why", () => {
  const items = [item("app/a.py")];
  const problems = ["app/b.py", "", "/a", "a/", "a//b", "a\\b", "../a", "app/a.py", "app"].map((path) =>
    pathProblem(path, items),
  );
  assert.equal(problems[0], null);
  assert.ok(
    problems.slice(1).every((problem) => problem !== null),
    JSON.stringify(problems),
  );
});

test("the user's own texts inside of a zip can be edited, until they are", () => {
  const entry = (path: string, more: object = {}) => ({ path, from: "old.zip", size: 1, mode: 0o644, ...more });
  const entries = [
    entry("app.py"),
    entry("six.py", { distribution: 0 }),
    entry("logo.png"),
    entry("big.json", { size: EDITABLE + 1 }),
    entry("other.py", { from: "other.py" }),
  ];
  const plan = { entries, sources: [{ path: "old.zip", kind: "archive" as const, entries: 5 }] };
  const found = (...paths: string[]) =>
    zippedFiles(
      paths.map((path) => item(path)),
      plan as unknown as Parameters<typeof zippedFiles>[1],
    );
  assert.deepEqual(found("old.zip"), [{ path: "old/app.py", entry: "app.py" }]);
  assert.deepEqual(found("old.zip", "old/app.py"), []);
  assert.deepEqual(found("old.zip", "old"), [{ path: "old edited/app.py", entry: "app.py" }]);
  assert.deepEqual(found("another.zip"), []);
});
