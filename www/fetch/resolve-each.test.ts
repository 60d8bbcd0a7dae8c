import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item, Resolution, Target } from "../packager/types";
import { resolveEach } from "./resolve-each";

test("each function chooses alone, and what two choose is one item", async () => {
  const target: Target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };
  const item = (path: string): Item => ({ path, file: new Blob() });
  const asked: string[] = [];
  const packager = {
    async resolve(items: Item[]): Promise<Resolution> {
      const paths = items.map(({ path }) => path);
      asked.push(...paths);
      const finding = { severity: "info" as const, code: "hash-missing" as const, message: "m", path: "p" };
      const lock = { pylock: paths.join(), requirements: "" };
      const fetched = [{ url: paths.join(), size: 1, isKept: false }];
      return { items: [item("both.whl"), item(`${paths[0]}.whl`)], lock, findings: [finding], fetched };
    },
  };
  const one = { id: "One", items: [item("a")], target };
  const both = await resolveEach(packager, [one, { id: "Two", items: [item("b")], target }], {});
  assert.deepEqual(asked, ["a", "b"]);
  assert.deepEqual(
    both.items.map(({ path }) => path),
    ["both.whl", "a.whl", "b.whl"],
  );
  assert.deepEqual([both.findings.length, both.fetched.length, both.lock], [1, 2, null]);
  assert.equal((await resolveEach(packager, [one], {})).lock?.pylock, "a");
});
