import { isError, refuseErrors, sorted } from "./findings";
import type { Pool } from "./pool";
import { assemble, type Call, compress, type Shards, verify } from "./pressing";
import type { Assembled, Checked, Compression, Jobs } from "./protocol";

export interface Packed extends Pick<Checked, "findings" | "distributions"> {
  zips: (Assembled & { zip: Blob })[];
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
 * Packs a draft. While the planner checks it, the pool verifies and compresses; native files are read as they are
 * verified, and checked last. Of a package that is refused, everything that is wrong is told at once.
 */
export async function pack(packing: Packing, planner: Pool, verifying: Call, pressing: Call): Promise<Packed> {
  const { draft, jobs, made, compression, allowErrors } = packing;
  const { pool } = pressing;
  const refuses = ({ findings }: Checked) => !allowErrors && findings.some(isError);

  const verified = verify(jobs, verifying);
  const compressed = refuses(made) ? [] : jobs.map((ofOne) => compress(ofOne, compression, pressing));
  // Those of a refused package are forgotten; of others, whoever awaits them hears why they failed.
  for (const shards of compressed) shards.catch(() => {});
  const checked = planner.run("check", { draft }, verifying.key);

  const written = async (ofOne: Jobs, shards: Shards) => {
    const zip = await assemble(ofOne, shards, pressing);
    return { zip, findings: [...shards.flatMap(({ findings }) => findings), ...zip.findings] };
  };
  const pressed = (async () => {
    if (!refuses(await checked)) {
      return Promise.all(compressed.map(async (shards, at) => written(jobs[at] as Jobs, await shards)));
    }
    pool.forget(pressing.key);
    return [];
  })();
  const checkedWhole = (async () => {
    const [early, found] = await Promise.all([checked, verified]);
    const natives = found.flatMap(({ natives }) => natives ?? []);
    const { findings, ...rest } = early.awaitsNatives
      ? await planner.run("check", { draft, natives }, verifying.key)
      : early;
    return { ...rest, findings: [...findings, ...found.flatMap(({ findings }) => findings)] };
  })();

  const [whole, zips] = await Promise.all([checkedWhole, pressed]);
  const findings = sorted([...whole.findings, ...zips.flatMap(({ findings }) => findings)]);
  refuseErrors(findings, allowErrors);
  return { zips: zips.map(({ zip }) => zip), findings, distributions: whole.distributions };
}
