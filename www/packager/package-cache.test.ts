import assert from "node:assert/strict";
import { test } from "node:test";
import { PackageCache, type PlacedShard, type Shard } from "./package-cache";
import type { EntriesJob } from "./protocol";

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
const compressJobOf = (text: string) => ({
  files: [1],
  sizes: [9],
  entryIndexes: [3],
  bytes: 9,
  job: bytes(text),
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
  made.keepCompressed(compressJobOf("shard"), shard);
  assert.deepEqual(made.reads(), [zip, ...shard.reads]);
});

test("a shard is the same wherever its files stand in the package", () => {
  const job = compressJobOf("file 1");
  const made = new PackageCache();
  const shard = shardOf("shard");
  made.keepCompressed(job, shard);
  const check = (other: Partial<typeof job>, isKept: boolean) =>
    assert.equal(made.compressed({ ...job, ...other }), isKept ? shard : undefined);
  check({}, true);
  check({ entryIndexes: [4] }, true);
  check({ job: bytes("file 2") }, false);
  check({ job: bytes("file 1, and more") }, false);
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
  made.keepCompressed(compressJobOf("gone"), { ...shardOf("x"), findings: [finding] });
  assert.equal(made.compressed(compressJobOf("gone")), undefined);
  const huge = new Blob();
  Object.defineProperty(huge, "size", { value: 200 << 20 });
  const jobs = [compressJobOf("one"), compressJobOf("two")];
  for (const job of jobs) made.keepCompressed(job, { ...shardOf("x"), blob: huge });
  assert.deepEqual(
    jobs.map((job) => made.compressed(job)?.blob),
    [huge, undefined],
  );
});
