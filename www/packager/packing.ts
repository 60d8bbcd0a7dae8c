import { isError, refuseErrors, sorted } from "./findings";
import { Output } from "./output";
import type { Pool } from "./pool";
import { type Call, compress, verify, write } from "./pressing";
import type { Assembled, Checked, Compression, Jobs } from "./protocol";

export interface Packed extends Pick<Checked, "findings" | "distributions"> {
  zips: (Omit<Assembled, "tail"> & { zip: Blob })[];
}

export interface Packing {
  draft: number;
  jobs: Jobs[];
  /** What making the plan found. */
  made: Checked;
  compression: Compression;
  allowErrors: boolean;
}

/**
 * Packs a draft. While the planner checks it, the pool compresses, verifies and writes; native files are read as they
 * are verified, and checked last. The planner hashes what is written. Of a package that is refused, everything that
 * is wrong is told at once.
 */
export async function pack(packing: Packing, planner: Pool, verifying: Call, pressing: Call): Promise<Packed> {
  const { draft, jobs, made, compression, allowErrors } = packing;
  const refuses = ({ findings }: Checked) => !allowErrors && findings.some(isError);
  let isRefused = refuses(made);

  const shards = isRefused ? jobs.map(() => []) : jobs.map((ofOne) => compress(ofOne, compression, pressing));
  // Those of a refused package are forgotten; of others, whoever awaits them hears why they failed.
  for (const { shard } of shards.flat()) shard.catch(() => {});
  const verified = verify(jobs, verifying);
  const checked = planner.run("check", { draft }, verifying.key).then((early) => {
    isRefused ||= refuses(early);
    if (isRefused) pressing.pool.forget(pressing.key);
    return early;
  });
  const written = jobs.map(async ({ write: lines }, zip) => {
    const output: Output = new Output(lines.length, (chunk) => {
      const listeners = { onChunk: (back: ArrayBuffer) => output.keep(back) };
      // That it failed is told when the package is finished.
      planner.hand("pass", () => [{ draft, zip, chunk }, [chunk]], verifying.key, listeners).catch(() => {});
    });
    const entries = await write(lines, shards[zip] ?? [], () => isRefused, output, verifying);
    return { output, written: entries };
  });

  const finished = written.map(async (writing, zip) => {
    const [{ output, written }] = await Promise.all([writing, checked]);
    if (isRefused) return undefined;
    const compressed = await Promise.all((shards[zip] ?? []).map(({ shard }) => shard));
    const entries = written.map(({ entries }) => entries);
    const { tail, ...assembled } = await planner.run("finish", { draft, zip, entries }, verifying.key);
    const findings = [...compressed.flatMap(({ findings }) => findings), ...assembled.findings];
    return { ...assembled, findings, zip: output.blob(tail) };
  });
  const checkedWhole = (async () => {
    const [early, ...found] = await Promise.all([checked, verified, ...written]);
    const learned = found.flatMap((one) => ("written" in one ? one.written : one));
    const natives = learned.flatMap(({ natives }) => natives ?? []);
    const { findings, ...rest } = early.awaitsNatives
      ? await planner.run("check", { draft, natives }, verifying.key)
      : early;
    return { ...rest, findings: [...findings, ...learned.flatMap(({ findings }) => findings)] };
  })();

  const codes = planner.run("codes", {}, verifying.key);
  const [order, whole, ...all] = await Promise.all([codes, checkedWhole, ...finished]);
  const zips = all.filter((zip) => zip !== undefined);
  const findings = sorted([...whole.findings, ...zips.flatMap(({ findings }) => findings)], order);
  refuseErrors(findings, allowErrors);
  return { zips, findings, distributions: whole.distributions };
}
