import { Ahead } from "./ahead";
import { abortError, PackagerError } from "./errors";
import { checkedOptions, checkedTarget } from "./options";
import { pack } from "./packing";
import { type Host, Pool } from "./pool";
import type { Jobs, NumberedItem, Task } from "./protocol";
import { ZIP } from "./spans";
import type { Comparable, Item, Package, Packager, PackagerOptions, Plan, PlanOptions, Target } from "./types";

export type { Host } from "./pool";

const MOST_WORKERS = 8;

/**
 * The first time a picked file is posted to a worker, the page waits for the browser to look at it:
 * 0.27 ms each (measured). So that the page never stands still, few are posted at a time.
 */
const FEW = 64;

/** Lets the page do what else there is. A timer would take 4 ms, again and again. */
const pause = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** One worker a core: the page's own thread rests while they work. */
const defaultWorkers = () => Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1));

/** Numbers files by identity, so that workers keep what they read of them. */
class Numbers {
  readonly #numbers = new WeakMap<Blob, number>();
  #next = 0;

  of(file: Blob): number {
    const known = this.#numbers.get(file);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(file, number);
    return number;
  }
}

/** Starts a packager on a host. */
export async function createPackagerOn(host: Host, options: Omit<PackagerOptions, "worker"> = {}): Promise<Packager> {
  const workers = options.workers ?? defaultWorkers();
  if (!Number.isInteger(workers) || workers < 1) {
    throw new PackagerError({
      code: "invalid-option",
      message: `The option "workers" is ${workers}, not a whole number from 1`,
      hint: "Leave it out to use one worker a core",
    });
  }
  // Planning has a worker of its own: it keeps what it read, and cancelling a pack must not end it.
  const planner = new Pool(host, 1, { warmUp: true, ahead: Number.POSITIVE_INFINITY });
  const pool = new Pool(host, workers);
  await Promise.all([planner.start(), pool.start()]);
  const numbers = new Numbers();

  const introduced = new WeakSet<Blob>();
  /** 0 is the planner's own. */
  let nextDraft = 1;
  /** What zips were pressed from. */
  const origins = new WeakMap<Blob, { target: Target; wheels: Task<"manifest">["wheels"] }>();

  /** Sends files to the planner that it has not seen, a few at a time. The answer is when it has seen them. */
  const introduce = async (items: NumberedItem[], withHeads: boolean, call: object, signal?: AbortSignal) => {
    const fresh = items.filter(({ file }) => !introduced.has(file));
    const seen: Promise<unknown>[] = [];
    for (let at = 0; at < fresh.length && !signal?.aborted; at += FEW) {
      const few = fresh.slice(at, at + FEW);
      for (const { file } of few) introduced.add(file);
      const zips = few.filter(({ path }) => ZIP.test(path)).map(({ id }) => id);
      const files = few.map(({ id, file }) => ({ id, file }));
      // What cannot be described is described again, and named, by the plan.
      seen.push(planner.run("describe", { files, withHeads, zips }, call).catch(() => {}));
      if (fresh.length > FEW) await pause();
    }
    return { seen: Promise.all(seen) };
  };

  /** What is planned, with its files made known to the planner. */
  const wish = async (
    items: Item[],
    target: Target,
    { allowErrors: _, compression: __, ...options }: PlanOptions,
    withHeads: boolean,
    call: object,
    signal?: AbortSignal,
  ) => {
    const numbered = items.map(({ path, file }) => ({ path, file, id: numbers.of(file) }));
    const { seen } = await introduce(numbered, withHeads, call, signal);
    return { wish: { items: numbered, target, options }, seen };
  };

  return {
    async plan(items, target, options = {}) {
      const { signal } = options;
      const call = {};
      const { wish: task } = await wish(items, checkedTarget(target), checkedOptions(options), true, call, signal);
      return abortable(signal, () => planner.forget(call), planner.run("plan", task, call));
    },

    async pack(items, given, options = {}): Promise<Package> {
      const { onProgress, signal } = options;
      const target = checkedTarget(given);
      const choices = checkedOptions(options);
      const { allowErrors = false, compression = "default" } = choices;
      onProgress?.({ stage: "plan", done: 0, total: 1 });
      const draft = nextDraft++;
      const [verifying, pressing] = [{}, {}];
      const stop = () => {
        planner.forget(verifying);
        pool.cancel(verifying);
        pool.cancel(pressing);
      };
      try {
        const { wish: wished, seen } = await wish(items, target, choices, false, verifying, signal);
        // What planning reads comes first.
        const ahead = new Ahead(wished.items, seen);
        const task = { ...wished, draft, compression };
        const { jobs, checked: made } = await abortable(signal, stop, planner.run("draft", task, verifying));
        const files = new Map(items.map(({ file }) => [numbers.of(file), file]));
        const total = workOf(jobs);
        let done = 0;
        const call = {
          pool,
          files: (id: number) => files.get(id) as Blob,
          ahead,
          report: (bytes: number) => {
            done = Math.min(total, done + bytes);
            onProgress?.({ stage: "press", done, total });
          },
        };
        const packing = { draft, jobs, made, compression, allowErrors };
        const packed = pack(packing, planner, { ...call, key: verifying }, { ...call, key: pressing });
        packed.catch(stop);
        const { zips, findings, distributions } = await abortable(signal, stop, packed);
        onProgress?.({ stage: "press", done: total, total });
        const [first, layer] = zips.map(({ findings: _, ...zip }) => zip);
        if (!first) throw new PackagerError({ code: "internal", message: "The plan came without its jobs" });
        const wheels = wheelsOf(distributions, items, numbers);
        for (const { zip } of layer ? [first, layer] : [first]) {
          origins.set(zip, { wheels, target: { ...target, kind: zip === layer?.zip ? "layer" : target.kind } });
        }
        return { ...first, ...(layer && { layer }), findings };
      } finally {
        planner.run("forget", { draft }, {}).catch(() => {});
      }
    },

    async manifest(zip, { name } = {}) {
      const file = blobOf(zip);
      const { target, wheels = [] } = origins.get(file) ?? {};
      const goal = target && { kind: target.kind, runtime: target.runtime, architecture: target.architecture };
      const numbered = { id: numbers.of(file), file };
      const task = {
        zip: numbered,
        name: name ?? nameOf(file, `${target?.kind ?? "function"}.zip`),
        ...(goal && { target: goal }),
        wheels,
      };
      const json = await pool.run("manifest", task, {});
      return new Blob([json], { type: "application/vnd.cyclonedx+json" });
    },

    compare(zip, other) {
      const file = blobOf(zip);
      const task = { zip: { id: numbers.of(file), file }, name: nameOf(file, "the package") };
      if (typeof other === "string") return pool.run("compare", { ...task, other: { text: other } }, {});
      const before = blobOf(other);
      const against = { file: { id: numbers.of(before), file: before }, text: nameOf(before, "the other package") };
      return pool.run("compare", { ...task, other: against }, {});
    },

    async memory() {
      const [ofPlanner, ofPool] = await Promise.all([planner.ask("memory", {}), pool.ask("memory", {})]);
      return [...ofPlanner, ...ofPool];
    },

    close() {
      planner.close();
      pool.close();
    },
  };
}

/** The wheels whose distributions are in the package. */
function wheelsOf(distributions: Plan["distributions"], items: Item[], numbers: Numbers): Task<"manifest">["wheels"] {
  const files = new Map(items.map(({ path, file }) => [path, file]));
  return distributions.flatMap(({ name, version, from }) => {
    const file = from.endsWith(".whl") ? files.get(from) : undefined;
    return file ? [{ name, version, path: from, file: { id: numbers.of(file), file } }] : [];
  });
}

const blobOf = (zip: Comparable) => (zip instanceof Blob ? zip : zip.zip);

const nameOf = (file: Blob, otherwise: string) => (file instanceof File && file.name ? file.name : otherwise);

/** Unzipped bytes to verify, to compress and to write. */
function workOf(jobs: Jobs[]): number {
  const work = jobs.flatMap(({ write, verify, compress, recompress }) => [write, verify, compress, recompress].flat());
  return work.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Rejects as soon as the signal says so; `stop` then ends the work. */
async function abortable<T>(signal: AbortSignal | undefined, stop: () => void, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => {
      stop();
      reject(abortError());
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  aborted.catch(() => {});
  work.catch(() => {});
  return Promise.race([work, aborted]);
}
