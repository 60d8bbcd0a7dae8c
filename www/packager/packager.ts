/** The packager: a planner, pressing workers, and a worker for reports. */

import { yieldToPage } from "../common/yield-to-page";
import { abortable, Call } from "./call";
import { checkedItems } from "./checked-items";
import { PackagerError } from "./errors";
import { FileIds } from "./file-ids";
import type { PackagerHost } from "./host";
import { checkCall, checkedOptions, checkedStart, checkedTarget } from "./options";
import { PackageCache } from "./package-cache";
import { type Packed, pack } from "./packing";
import { Planner } from "./planner";
import { Pool } from "./pool";
import { Prefetch } from "./prefetch";
import { Projects } from "./projects";
import type { PackJobs, PressedWheel, PressService } from "./protocol";
import { Reports } from "./reports";
import { Resolver } from "./resolver";
import { membersOf } from "./rules";
import { readSettings, writeSettings } from "./settings";
import type { Item, Package, Packager, PackagerOptions, Plan, PlanOptions, Progress, Target } from "./types";
import { detectsChanges, unchangedSince } from "./unchanged";

const MAX_WORKERS = 8;

/** Milliseconds without a plan after which the network is considered idle. */
const QUIET = 500;

/** One worker per core, because the page's own thread is idle while they work. */
const defaultWorkers = (cores = navigator.hardwareConcurrency) => Math.max(1, Math.min(MAX_WORKERS, cores || 1));

/** Starts a packager on a host. */
export async function createPackagerOn(host: PackagerHost, options: PackagerOptions = {}): Promise<Packager> {
  const { workers = defaultWorkers(host.cores) } = checkedStart(options);
  const packager = new HostedPackager(host, workers);
  try {
    await packager.start();
  } catch (error) {
    // The caller has no packager that it could close.
    packager.close();
    throw error;
  }
  return packager;
}

type PackOptions = PlanOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void };

class HostedPackager implements Packager {
  readonly #numbers = new FileIds();
  readonly #planner: Planner;
  readonly #pressers: Pool<PressService>;
  readonly #reports: Reports;
  readonly #projects: Projects;
  readonly #resolver: Resolver;
  readonly #host: PackagerHost;
  /** The number of the next draft. 0 is used by the planner itself. */
  #nextDraft = 1;
  #plans = 0;
  /** What was made for the last package. */
  #made = new PackageCache();
  #isWarm = false;
  /** Whether `pack` has been called. */
  #hasPressed = false;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(host: PackagerHost, workers: number) {
    this.#planner = new Planner(host, this.#numbers);
    this.#pressers = new Pool(host, "press", workers);
    this.#reports = new Reports(host, this.#numbers);
    this.#resolver = new Resolver(host, this.#numbers, this.#planner);
    this.#projects = new Projects(host, this.#resolver.pool);
    this.#host = host;
    this.plan = this.plan.bind(this);
    this.manifest = this.#reports.manifest.bind(this.#reports);
    this.resolve = this.#resolver.resolve.bind(this.#resolver);
    this.compare = this.#reports.compare.bind(this.#reports);
    this.read = this.#planner.read.bind(this.#planner);
    this.projects = this.#projects.projects.bind(this.#projects);
    this.relocate = this.#projects.relocate.bind(this.#projects);
    this.remainingPaths = this.#projects.remainingPaths.bind(this.#projects);
    this.settings = readSettings.bind(null, this.#resolver.pool);
    this.writeSettings = writeSettings.bind(null, this.#resolver.pool);
    this.pack = this.pack.bind(this);
    this.memory = this.memory.bind(this);
    this.close = this.close.bind(this);
  }

  readonly manifest: Packager["manifest"];
  readonly compare: Packager["compare"];
  readonly projects: Packager["projects"];
  readonly relocate: Packager["relocate"];
  readonly remainingPaths: Packager["remainingPaths"];
  readonly settings: Packager["settings"];
  readonly writeSettings: Packager["writeSettings"];
  readonly read: Packager["read"];
  readonly resolve: Packager["resolve"];

  /** Starts planning. The pressing module is fetched after the first plan, or after some time without planning. */
  async start(): Promise<void> {
    await this.#planner.pool.start();
    this.#quiet = setTimeout(() => this.#prepare(), QUIET);
  }

  async plan(...request: Parameters<Packager["plan"]>): Promise<Plan> {
    const items = checkedItems(request[0]);
    this.#plans++;
    // Other files have been dropped.
    if (!this.#made.hasAny(items.map(({ file }) => file))) this.#made = new PackageCache();
    try {
      return await this.#planner.plan(...request);
    } finally {
      this.#plans--;
      this.#prepare();
    }
  }

  /** Starts the pressing workers if no plan is being made. A failure is reported by the next call of `pack`. */
  #prepare(): void {
    if (this.#plans > 0) return;
    this.#startPressing()
      .then(() => this.#warmUp())
      .catch(() => {});
  }

  async #startPressing(): Promise<void> {
    clearTimeout(this.#quiet);
    await this.#pressers.start();
  }

  /**
   * Runs everything once without result while the page is idle. Browsers compile WebAssembly when it is first run, and
   * all workers of a page share the compiled code. During `pack` this would delay the package. A failure occurs again,
   * and is reported, in the call that needs the code.
   */
  async #warmUp(): Promise<void> {
    if (this.#isWarm || this.#hasPressed || this.#host.isBusy) return;
    this.#isWarm = true;
    const wheel = await this.#pressers.run("warmUp", {}, new Call());
    if (wheel && !this.#hasPressed) await this.#planner.pool.run("warmUp", { wheel }, new Call());
  }

  async pack(given: Item[], to: Target, how?: PackOptions): Promise<Package> {
    const { signal, onProgress, ...options } = membersOf(how);
    checkCall({ signal, onProgress });
    const [items, target, choices] = [checkedItems(given), checkedTarget(to), checkedOptions(options)];
    const { allowErrors = false, compression = "default" } = choices;
    this.#hasPressed = true;
    onProgress?.({ stage: "plan", done: 0, total: 1 });
    // A caller that packs as soon as a plan is available has just handled the plan in this task.
    await yieldToPage();
    const planner = this.#planner.pool;
    // With 20,000 files, each of these steps takes 10 to 20 ms.
    const request = this.#planner.request(items, target, choices);
    await yieldToPage();
    const call = this.#planner.call(request.files);
    await yieldToPage();
    const compressing = this.#planner.pressingCall(request.files);
    const stop = () => {
      this.#planner.abandon(call);
      this.#pressers.cancel(call);
      this.#pressers.cancel(compressing);
    };
    const draft = this.#nextDraft++;
    // The workers start while the plan is made.
    const started = this.#startPressing();
    started.catch(() => {});
    try {
      const { seen } = await this.#planner.describe(request.files, false, call, signal);
      await yieldToPage();
      // What planning needs is read first.
      const [before, made] = [this.#made, new PackageCache(items.map(({ file }) => file))];
      const fresh = request.files.filter(({ id }) => !before.hasZip(id));
      const prefetch = new Prefetch(fresh, seen, this.#host.read);
      await yieldToPage();
      const unchanged = unchangedSince(before, this.#host);
      const drafting = planner.run("draft", { draft, request: request.task, compression }, call);
      const { jobs, checked } = await abortable(signal, stop, drafting);
      await abortable(signal, stop, started);
      const total = workOf(jobs);
      let done = 0;
      const onBytes = (bytes: number) => {
        done = Math.min(total, done + bytes);
        onProgress?.({ stage: "press", done, total });
      };
      const dispatch = { pool: this.#pressers, prefetch, call, before, made, unchanged, onProgress: onBytes };
      const packing = pack({ draft, jobs, made: checked, allowErrors }, planner, dispatch, compressing);
      packing.catch(stop);
      const packed = await abortable(signal, stop, packing);
      onProgress?.({ stage: "press", done: total, total });
      if (detectsChanges(this.#host)) this.#made = made;
      await yieldToPage();
      return this.#package(packed, items, target);
    } finally {
      this.#planner.forgetReads();
      planner.run("forget", { draft }, new Call()).catch(() => {});
    }
  }

  /** Builds the result of `pack`, and remembers what its zips were pressed from. */
  #package({ zips, findings, distributions }: Packed, items: Item[], target: Target): Package {
    const [first, layer] = zips.map(({ findings: _, ...zip }) => zip);
    if (!first) throw new PackagerError({ code: "internal", message: "The plan came without its jobs" });
    const wheels = wheelsOf(distributions, items, this.#numbers);
    for (const { zip } of layer ? [first, layer] : [first]) {
      const kind = zip === layer?.zip ? "layer" : target.kind;
      this.#reports.remember(zip, { wheels, target: { ...target, kind } });
    }
    return { ...first, ...(layer && { layer }), findings };
  }

  async memory(): Promise<number[]> {
    const call = new Call();
    const bytes = await Promise.all([
      this.#planner.pool.ask("memory", {}, call),
      this.#pressers.ask("memory", {}, call),
      this.#reports.pool.ask("memory", {}, call),
      this.#projects.pool.ask("memory", {}, call),
      this.#resolver.pool.ask("memory", {}, call),
    ]);
    return bytes.flat();
  }

  close(): void {
    clearTimeout(this.#quiet);
    this.#planner.pool.close();
    this.#pressers.close();
    this.#reports.pool.close();
    this.#projects.pool.close();
    this.#resolver.pool.close();
  }
}

const isWheel = ({ path }: Item) => path.endsWith(".whl");

/** The wheels whose distributions are in the package. */
function wheelsOf(distributions: Packed["distributions"], items: Item[], numbers: FileIds): PressedWheel[] {
  const files = new Map(items.filter(isWheel).map(({ path, file }) => [path, file]));
  return distributions.flatMap(({ name, version, from }) => {
    const file = files.get(from);
    return file ? [{ name, version, path: from, file: { id: numbers.of(file), file } }] : [];
  });
}

/** The sum of unzipped bytes to verify, to compress and to write. */
function workOf(jobs: PackJobs[]): number {
  const work = jobs.flatMap(({ write, verify, compress, recompress }) => [write, verify, compress, recompress].flat());
  return work.reduce((sum, { bytes }) => sum + bytes, 0);
}
