import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fix } from "../packager/types";
import { fileOf, fixLabel, fixName } from "./fix";
import { initialPage } from "./page";
import type { PageEvent } from "./page-event";
import { reducePage } from "./reduce-page";

const item = (path: string) => ({ path, file: new Blob() });
const items = ["app/a.py", "app/wheels/six-1.0-py3-none-any.whl", "app/wheels-b/b.py"].map(item);
const read: PageEvent = { type: "read", items, unreadable: [], empty: [] };
const fix = (fix: Fix): PageEvent => ({ type: "fix", fix });
const before = reducePage(initialPage, read);

test("a folder takes the place of the one around it, and a zip is taken from its only folder", () => {
  const made: Fix = { kind: "root", path: "app/wheels" };
  const paths = reducePage(before, fix(made)).items.map(({ path }) => path);
  assert.deepEqual(paths, ["wheels/six-1.0-py3-none-any.whl"]);
  const zip = reducePage(initialPage, { ...read, items: [item("function.zip"), item("data/a.txt")] });
  const after = reducePage(zip, fix({ kind: "root", path: "function.zip" }));
  assert.equal(after.options.stripRoot, true);
  assert.equal(after.items.length, 2);
  assert.equal(fixLabel(made), "Take the folder away");
});

test("a fix changes what it names, and says so", () => {
  const check = (made: Fix, label: string, expected: object) => {
    const after = reducePage(before, fix(made));
    const { runtime, architecture, handler } = after.target;
    const paths = after.items.map(({ path }) => path);
    const found = { runtime, architecture, handler, paths: paths.length };
    for (const [key, value] of Object.entries(expected)) assert.equal(found[key as keyof typeof found], value, key);
    assert.equal(fixLabel(made), label);
  };
  check({ kind: "handler", handler: "app.main" }, "Use app.main", { handler: "app.main", paths: 3 });
  check({ kind: "target", architecture: "arm64" }, "Make it for arm64", {
    architecture: "arm64",
    runtime: "python3.13",
  });
  const both: Fix = { kind: "target", runtime: "python3.12", architecture: "arm64" };
  check(both, "Make it for python3.12 on arm64", { architecture: "arm64", runtime: "python3.12" });
  check({ kind: "includeRuntime" }, "Pack them too", { runtime: "python3.13", paths: 3 });
  const wheel: Fix = { kind: "remove", path: "app/wheels/six-1.0-py3-none-any.whl" };
  check(wheel, "Remove six-1.0-py3-none-any.whl", { paths: 2 });
  check({ kind: "remove", path: "app/wheels" }, "Remove wheels", { paths: 2 });
});

test("a fix is undone, until something else changes", () => {
  const fixed = reducePage(before, fix({ kind: "target", architecture: "arm64" }));
  const undone = reducePage(fixed, { type: "undo" });
  assert.equal(undone.target.architecture, "x86_64");
  assert.equal(undone.undo, null);
  const later = reducePage(fixed, { type: "target", change: { runtime: "python3.12" } });
  assert.equal(later.undo, null);
  assert.equal(reducePage(later, { type: "undo" }), later);
});

test("what the runtime has is packed too", () => {
  const excluded = reducePage(before, { type: "option", change: { excludeRuntime: true } });
  const after = reducePage(excluded, fix({ kind: "includeRuntime" }));
  assert.equal(after.options.excludeRuntime, false);
  assert.equal(reducePage(after, { type: "undo" }).options.excludeRuntime, true);
});

test("a module that a layer has is undone, and so is a line of .lambdaignore", async () => {
  const inLayer = reducePage(before, fix({ kind: "inLayer", module: "pandas" }));
  assert.deepEqual(inLayer.options.layerModules, ["pandas"]);
  assert.deepEqual(reducePage(inLayer, { type: "undo" }).options.layerModules, []);

  const line: Fix = { kind: "ignore", path: "app/.lambdaignore", line: "/bad.py" };
  const textAfter = async (text: string | null) => {
    const own = text === null ? [] : [{ path: line.path, file: new Blob([text]) }];
    const page = { ...before, items: [...before.items, ...own] };
    const file = await fileOf(page, line);
    const fixed = reducePage(page, { type: "fix", fix: line, ...(file && { file }) });
    assert.equal(fixed.edits.length, 1);
    const undone = reducePage(fixed, { type: "undo" });
    assert.deepEqual([undone.items, undone.edits], [page.items, []]);
    return fixed.items.find(({ path }) => path === line.path)?.file.text();
  };
  assert.equal(await textAfter(null), "/bad.py\n");
  assert.equal(await textAfter("*.md"), "*.md\n/bad.py\n");
  assert.equal(await textAfter("*.md\n"), "*.md\n/bad.py\n");
});

test("a wheel that was left out is packed: required, or no longer left out", () => {
  const required = reducePage(before, fix({ kind: "include", name: "pyyaml" }));
  assert.deepEqual(required.options.requirements, ["pyyaml"]);
  assert.deepEqual(reducePage(required, { type: "undo" }).options.requirements, []);

  const leaveOut = { distributions: ["Num.Py", "six"], paths: ["app/docs"] };
  const page = { ...before, options: { ...before.options, leaveOut } };
  const { options } = reducePage(page, fix({ kind: "include", name: "num-py" }));
  assert.deepEqual(options.leaveOut, { ...leaveOut, distributions: ["six"] });
  assert.deepEqual(options.requirements, []);
  assert.equal(fixLabel({ kind: "include", name: "num-py" }), "Pack num-py too");
});

test("a file is written, whose handler then follows the drop, and a command that was copied changes nothing", async () => {
  const made: Fix = { kind: "write", path: "app/lambda_function.py", text: "x = 1\n" };
  const page = reducePage(before, { type: "handler", handler: "main.handler" });
  const file = await fileOf(page, made);
  const fixed = reducePage(page, { type: "fix", fix: made, ...(file && { file }) });
  assert.equal(fixed.handler, null);
  assert.equal(await fixed.items.find(({ path }) => path === made.path)?.file.text(), made.text);
  assert.equal(fixLabel(made), "Write lambda_function.py");
  const undone = reducePage(fixed, { type: "undo" });
  assert.deepEqual([undone.items, undone.edits, undone.handler], [page.items, [], "main.handler"]);

  const copied = reducePage(page, fix({ kind: "copy", command: "pip wheel x" }));
  assert.deepEqual({ ...copied, undo: null }, { ...page, undo: null });
  assert.equal(copied.undo?.fix.kind, "copy");
});

test("what buttons say of files and commands", () => {
  assert.equal(fixLabel({ kind: "remove", path: "a/six-1.0.whl" }, { code: "wheel-older" }), "Use the newer wheel");
  const duplicate = { code: "wheel-duplicate" };
  assert.equal(fixLabel({ kind: "remove", path: "a/six-1.0.whl" }, duplicate), "Remove a/six-1.0.whl");
  assert.equal(fixLabel({ kind: "remove", path: "a/six-1.0.whl" }), "Remove six-1.0.whl");
  const skipped = { code: "virtualenv-skipped", path: "app/.venv" };
  assert.equal(fixLabel({ kind: "remove", path: "app/venv" }, skipped), "Ship .venv's libraries");
  assert.equal(fixLabel({ kind: "copy", command: "pip wheel x" }), "Copy the command");
  assert.equal(fixLabel({ kind: "inLayer", module: "pandas" }), "It comes with a layer");
  assert.equal(fixName({ kind: "inLayer", module: "pandas" }), "It comes with a layer: pandas");
  assert.equal(fixName({ kind: "inLayer", module: "libGL.so.1" }), "libGL.so.1 comes with a layer");
  assert.equal(fixName({ kind: "ignore", path: ".lambdaignore", line: "/x" }), "Add to .lambdaignore: /x");
  assert.equal(fixName({ kind: "includeRuntime" }), "Pack them too");
  assert.equal(fixLabel({ kind: "inLayer", module: "libGL.so.1" }), "libGL.so.1 comes with a layer");
  assert.equal(fixLabel({ kind: "ignore", path: ".lambdaignore", line: "/x" }), "Add to .lambdaignore");
});
