import assert from "node:assert/strict";
import { test } from "node:test";
import { PackageCache, type PlacedShard, type Shard, shardKey } from "./package-cache";
import type { EntriesJob, LooseFile } from "./protocol";

const bytes = (text: string) => new TextEncoder().encode(text);
const shardOf = (text: string): Shard => ({
  shardEntries: bytes(text),
  findings: [],
  blob: new Blob([text]),
  reads: [new Blob([text])],
});
const jobOf = (job: Partial<EntriesJob>): EntriesJob => ({
  first: 0,
  end: 2,
  spans: [{ file: 7, start: 0, end: 9 }],
  bytes: 9,
  natives: [],
  job: bytes("lines"),
  ...job,
});
const answer = { entries: bytes("entries"), findings: [] };

test("a run is the same wherever it stands in the package", () => {
  const made = new PackageCache();
  const shard = shardOf("shard");
  const placed = (...entryIndexes: number[]): PlacedShard[] => [{ shard, entryIndexes }];
  const run = { answer, of: { zip: new Blob(["bytes"]), states: [], ends: [5] }, start: 0, end: 5 };
  const zip = new Blob(["zip"]);
  made.keepRun(jobOf({ natives: [1] }), placed(0, 5), run, [zip]);
  const check = (job: Partial<EntriesJob>, shards: PlacedShard[], isKept: boolean) =>
    assert.equal(made.run(jobOf(job), shards)?.of, isKept ? run.of : undefined);
  check({}, placed(0, 5), true);
  check({ first: 3, end: 5 }, placed(3, 8), true);
  check({ natives: [1] }, placed(0, 5), true);
  // Other native files are requested than were read.
  check({ natives: [0] }, placed(0, 5), false);
  check({ job: bytes("linez") }, placed(0, 5), false);
  check({ job: bytes("lines and more") }, placed(0, 5), false);
  // The shard's entries are for other entries of the package.
  check({ first: 3, end: 5 }, placed(0, 5), false);
  check({}, placed(0, 4), false);
  check({}, [], false);
  check({}, [{ shard: shardOf("shard"), entryIndexes: [0, 5] }], false);
  assert.deepEqual([made.hasZip(7), made.hasZip(8)], [true, false]);
  made.keepShard("shard", shard);
  assert.deepEqual(made.reads(), [zip, ...shard.reads]);
});

test("a shard is the same wherever its files stand in the package", () => {
  const file: LooseFile = { entryIndex: 3, file: 1, size: 9, from: "app/a.py", header: null, recorded: undefined };
  const key = shardKey("default", [file]);
  const check = (other: Partial<LooseFile>, isSame: boolean) =>
    assert.equal(shardKey("default", [{ ...file, ...other }]) === key, isSame);
  check({ entryIndex: 4 }, true);
  check({ file: 2 }, false);
  check({ from: "app/b.py" }, false);
  check({ recorded: "sha256=x" }, false);
  assert.notEqual(shardKey("fast", [file]), key);
  assert.notEqual(shardKey("default", [file, file]), key);
});

test("it knows what it was made of", () => {
  const [one, other] = [new Blob(["one"]), new Blob(["other"])];
  const made = new PackageCache([one]);
  assert.deepEqual([made.hasAny([other, one]), made.hasAny([other]), made.hasAny([])], [true, false, false]);
});

test("what could not be read, or is too much, is made again", () => {
  const finding = { code: "file-unreadable", severity: "error" as const, message: "It is gone" };
  const made = new PackageCache();
  const job = { file: 1, start: 0, end: 9, bytes: 9, natives: [], job: bytes("verify") };
  made.keepVerified(job, { findings: [finding] }, new Blob());
  assert.equal(made.verified(job), undefined);
  made.keepVerified(job, { findings: [{ ...finding, code: "hash-mismatch" }] }, new Blob());
  assert.equal(made.verified(job)?.findings.length, 1);
  made.keepShard("gone", { ...shardOf("x"), findings: [finding] });
  assert.equal(made.shard("gone"), undefined);
  const huge = new Blob();
  Object.defineProperty(huge, "size", { value: 200 << 20 });
  for (const key of ["one", "two"]) made.keepShard(key, { ...shardOf("x"), blob: huge });
  assert.deepEqual([made.shard("one")?.blob, made.shard("two")], [huge, undefined]);
});
