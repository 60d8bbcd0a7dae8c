/** Turns a draft into a package. */

import type { Call } from "./call";
import { compress, type Dispatch, verify, write, zipsOf } from "./dispatch";
import { isError, refuseErrors, sorted } from "./findings";
import { type Hasher, Output } from "./output";
import type { Pool } from "./pool";
import type { Answer, CheckedPlan, PackJobs, PlanService } from "./protocol";

type Assembled = Answer<PlanService, "finish">;

/** A packed draft: one zip, or two with `split`. */
export interface Packed extends Pick<CheckedPlan, "findings" | "distributions"> {
  zips: (Omit<Assembled, "tail"> & { zip: Blob })[];
}

/** A draft to pack. */
export interface Packing {
  draft: number;
  jobs: PackJobs[];
  /** The result of making the plan. */
  made: CheckedPlan;
  allowErrors: boolean;
}

/**
 * Packs a draft. While the planner checks it, the pool compresses, verifies and writes; native files are read while
 * they are verified, and checked last. The planner hashes what is written. If the package is refused, all errors are
 * reported at once: entries that come from zips are still verified.
 */
export async function pack(
  packing: Packing,
  planner: Pool<PlanService>,
  dispatch: Dispatch,
  compressing: Call,
): Promise<Packed> {
  const { draft, jobs, made, allowErrors } = packing;
  const { pool, call } = dispatch;
  const refuses = ({ findings }: CheckedPlan) => !allowErrors && findings.some(isError);
  let isRefused = refuses(made);

  const copied = jobs.map(({ write }) => write.map(({ spans }) => spans));
  void dispatch.prefetch.expect(copied.flat());
  const toShards = { ...dispatch, call: compressing };
  const shards = isRefused ? jobs.map(() => []) : jobs.map((ofOne) => compress(ofOne, toShards));
  // Shards of a refused package are ignored. Otherwise the code that awaits them receives their errors.
  for (const { shard } of shards.flat()) shard.catch(() => {});
  const verified = verify(jobs, dispatch);
  const checked = planner.run("check", { draft }, call).then((early) => {
    isRefused ||= refuses(early);
    if (isRefused) pool.forget(compressing);
    return early;
  });
  const written = jobs.map(async ({ write: writeJobs }, zip) => {
    // A failure is reported when the package is finished.
    const told = (hashing: Promise<unknown>) => hashing.catch((error) => output.fail(error));
    const listeners = { onChunk: (back: ArrayBuffer) => output.keep(back) };
    const hasher: Hasher = {
      hash: (chunk) => {
        const hashed = planner.hand("hash", () => [{ draft, zip, chunk }, [chunk]], call, listeners);
        told(hashed.then((state) => output.keepState(state)));
      },
      resume: ({ state }) => told(planner.run("hash", { draft, zip, chunk: new ArrayBuffer(0), after: state }, call)),
    };
    const least = (copied[zip] ?? []).flat().reduce((sum, { start, end }) => sum + end - start, 0);
    const output: Output = new Output(writeJobs.length, hasher, least);
    const entries = await write(writeJobs, shards[zip] ?? [], () => isRefused, output, dispatch);
    return { output, written: entries };
  });

  const finished = written.map(async (writing, zip) => {
    const [{ output, written }] = await Promise.all([writing, checked]);
    if (isRefused) return undefined;
    const compressed = await Promise.all((shards[zip] ?? []).map(({ shard }) => shard));
    await output.reused();
    const entries = written.map(({ answer }) => answer.entries);
    const { tail, ...assembled } = await planner.run("finish", { draft, zip, entries }, call);
    const findings = [...compressed.flatMap(({ findings }) => findings), ...assembled.findings];
    const whole = await output.made(tail);
    dispatch.made.packages.push(whole);
    let start = 0;
    for (const [at, { job, placed, answer }] of written.entries()) {
      const end = whole.ends[at] ?? start;
      dispatch.made.keepRun(job, placed, { answer, of: whole, start, end }, zipsOf(job, call));
      start = end;
    }
    return { ...assembled, findings, zip: whole.zip };
  });
  const checkedWhole = (async () => {
    const [early, ...found] = await Promise.all([checked, verified, ...written]);
    const learned = found.flatMap((one) => ("written" in one ? one.written.map(({ answer }) => answer) : one));
    const natives = learned.flatMap(({ natives }) => natives ?? []);
    const { findings, ...rest } = early.awaitsNatives ? await planner.run("check", { draft, natives }, call) : early;
    return { ...rest, findings: [...findings, ...learned.flatMap(({ findings }) => findings)] };
  })();

  const [whole, ...all] = await Promise.all([checkedWhole, ...finished]);
  const zips = all.filter((zip) => zip !== undefined);
  const findings = sorted([...whole.findings, ...zips.flatMap(({ findings }) => findings)]);
  refuseErrors(findings, allowErrors);
  return { zips, findings, distributions: whole.distributions };
}
