import assert from "node:assert/strict";
import { test } from "node:test";
import { putBack, withMore } from "./leave-out";

const nothing = { distributions: [], paths: [] };
const inFunction = () => false;

test("what is left out is there once, and comes back", () => {
  const once = withMore(nothing, { distributions: ["numpy"], paths: ["app/tests"] }, inFunction);
  const twice = withMore(once, { distributions: ["numpy"], paths: ["app/docs"] }, inFunction);
  assert.deepEqual(twice, { distributions: ["numpy"], paths: ["app/tests", "app/docs"] });
  assert.deepEqual(putBack(twice, { paths: ["app/tests"] }), { distributions: ["numpy"], paths: ["app/docs"] });
  assert.deepEqual(putBack(twice, { distributions: ["numpy"] }), { distributions: [], paths: twice.paths });
});

test("paths of a layer begin in its folder of Python's files", () => {
  const isLayer = (path: string) => path !== "app.py";
  const { paths } = withMore(nothing, { paths: ["python/six.py", "bin/tool", "app.py"] }, isLayer);
  assert.deepEqual(paths, ["six.py", "../bin/tool", "app.py"]);
});
