import assert from "node:assert/strict";
import { test } from "node:test";
import { type Edited, remove, rename, write } from "./edits";
import { initialPage, type PageState } from "./page";
import type { PageEvent } from "./page-event";
import { reducePage } from "./reduce-page";

const blob = (text: string) => new File([text], "", { lastModified: 1 });
const drop = (mark: string): PageEvent => ({
  type: "read",
  items: ["app/a.py", "app/b.py", "app/c.py"].map((path) => ({ path, file: blob(`${mark} ${path}`) })),
  ...{ unreadable: [], empty: [] },
});
const edit = (state: PageState, change: (edited: Edited) => Edited) =>
  reducePage(state, { type: "edited", ...change(state) });

/** A dropped folder with a changed file, a renamed one, a deleted one and a new one. */
function edited(): PageState {
  let state = reducePage(initialPage, drop("first"));
  state = edit(state, (now) => write(now, "app/a.py", blob("mine")));
  state = edit(state, (now) => rename(now, "app/b.py", "app/d.py"));
  state = edit(state, (now) => remove(now, "app/c.py"));
  return edit(state, (now) => write(now, "app/new.py", blob("new")));
}

async function check(event: PageEvent, isReplaced: boolean, expected: string[], handler: string | null = "own.run") {
  const before = reducePage(edited(), { type: "handler", handler: "own.run" });
  const lost = reducePage(before, event);
  assert.deepEqual(lost.lost?.paths, ["app/a.py", "app/d.py", "app/c.py", "app/new.py"], event.type);
  assert.equal(lost.lost?.isReplaced, isReplaced);
  assert.deepEqual(lost.edits, []);
  const back = reducePage(lost, { type: "editsRestored" });
  const texts = await Promise.all(back.items.map(async ({ path, file }) => `${path}: ${await file.text()}`));
  assert.deepEqual(texts.sort(), expected, event.type);
  assert.equal(back.edits.length, 4);
  assert.equal(back.handler, handler);
  assert.equal(back.lost, null);
  assert.equal(back.planning.status, "planning");
}

test("edits that are lost come back", async () => {
  const first = ["app/a.py: mine", "app/d.py: first app/b.py", "app/new.py: new"];
  await check({ type: "cleared" }, false, first);
  await check({ type: "removed", name: "app" }, false, first);
  await check({ type: "example", items: [{ path: "x.py", file: blob("") }] }, false, first);
  // The edits lie over the files that were dropped again.
  await check(drop("second"), true, ["app/a.py: mine", "app/d.py: second app/b.py", "app/new.py: new"]);
});

test("edits that are lost are offered until the sources change again", () => {
  const offered = (...events: PageEvent[]) => events.reduce(reducePage, edited()).lost !== null;
  const other: PageEvent = { ...drop(""), items: [{ path: "other.py", file: blob("") }] } as PageEvent;
  assert.equal(offered(other), false, "nothing was lost");
  assert.equal(offered({ type: "cleared" }, { type: "layers", layers: "1 MB" }), true);
  assert.equal(offered({ type: "cleared" }, other), false);
  assert.equal(offered({ type: "edited", items: [], edits: [] }), false, "the user has undone them");
  const onDisk = edited().items.map(({ path }) => ({ path, file: blob("disk") }));
  assert.equal(offered({ type: "changedOnDisk", name: "app", items: onDisk }), true);
});

test("edits that were written to the disk are not lost", () => {
  const before = edited();
  const file = (path: string) => before.items.find((item) => item.path === path)?.file ?? new Blob();
  const saved = (["app/a.py", "app/new.py"] as const)
    .map((path): PageEvent => ({ type: "saved", file: file(path) }))
    .reduce(reducePage, before);
  assert.deepEqual(reducePage(saved, { type: "cleared" }).lost?.paths, ["app/d.py", "app/c.py"]);
  // What was changed after it was written is lost.
  const again = edit(saved, (now) => write(now, "app/a.py", blob("later")));
  assert.deepEqual(reducePage(again, drop("second")).lost?.paths, ["app/a.py", "app/d.py", "app/c.py"]);
});
