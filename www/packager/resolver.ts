/**
 * Fetches wheels from indexes. WebAssembly determines the requests; this module sends them, and fetches the chosen
 * wheels.
 */

import { errorMessage } from "../common/error-message";
import { isPartialContent } from "../common/is-partial-content";
import { limitConcurrency } from "../common/limit-concurrency";
import { abortable, Call } from "./call";
import { checkedItems } from "./checked-items";
import { type Downloaded, download, hashOf } from "./download";
import { abortError } from "./errors";
import type { FileIds } from "./file-ids";
import type { PackagerHost } from "./host";
import { checkedResolving, checkedTarget } from "./options";
import type { Planner } from "./planner";
import { Pool } from "./pool";
import type {
  BeginTask,
  Chosen,
  FileToLock,
  Found,
  HostRequestKind,
  IndexService,
  NextStep,
  ProvidedDistribution,
  ResolveOutcome,
} from "./protocol";
import { readByEngine } from "./reads";
import { Transport, TransportError } from "./transport";
import type { Fetched, Finding, Item, Login, Plan, Resolution, ResolveOptions, Target } from "./types";

/** Number of simultaneous requests. */
const AT_ONCE = 6;

/** Files that may state requirements or meet them. Of all other files, not even the size is requested. */
const TELLING = /(?:\.(?:whl|txt|in|toml|lock|cfg|py|ya?ml|tar\.gz)|(?:^|\/)Pipfile)$/i;

const DAY = 24 * 60 * 60 * 1000;

/** Chooses and fetches wheels. The worker starts with the first call. */
export class Resolver {
  readonly pool: Pool<IndexService>;
  readonly #host: PackagerHost;
  readonly #numbers: FileIds;
  readonly #planner: Planner;
  #next = 0;

  constructor(host: PackagerHost, numbers: FileIds, planner: Planner) {
    this.pool = new Pool(host, "indexes", 1, { ahead: Number.POSITIVE_INFINITY });
    this.#host = host;
    this.#numbers = numbers;
    this.#planner = planner;
  }

  async resolve(given: Item[], to: Target, how: ResolveOptions = {}): Promise<Resolution> {
    const [items, target, options] = [checkedItems(given), checkedTarget(to), checkedResolving(how)];
    const { signal, extras = [], groups = [], overrides = {}, layerModules = [] } = options;
    if (signal?.aborted) throw abortError();
    const started = this.pool.start();
    started.catch(() => {});
    // Distributions in layers, virtualenvs and other trees need no wheel if they fit the target.
    const plan = await this.#planner.plan(items, target, { extras, groups, overrides, ...(signal && { signal }) });
    await started;
    const telling = items.filter(({ path, role }) => role !== "layer" && TELLING.test(path));
    const files = telling.map(({ path, file }) => ({ id: this.#numbers.of(file), path, file }));
    const task: BeginTask = {
      session: this.#next++,
      items: files.map(({ id, path, file }) => ({ id, path, size: file.size })),
      provided: providedBy(plan),
      target,
      extras,
      groups,
      overrides,
      layerModules,
      requirements: options.requirements ?? [],
      missing: plan.missing.needs,
      indexes: options.indexes ?? [],
      ...(options.defaultIndex && { defaultIndex: options.defaultIndex }),
      ...(options.minimumAgeDays !== undefined && { uploadedBefore: daysAgo(options.minimumAgeDays) }),
      reportVulnerabilities: options.reportVulnerabilities ?? true,
    };
    const call = new Call(files);
    const session = new Session(this.pool, this.#host, call, task, options);
    const stop = () => this.pool.forget(call);
    try {
      return await abortable(signal, stop, session.run(target));
    } finally {
      this.pool.run("end", { session: task.session }, new Call()).catch(() => {});
    }
  }
}

/**
 * The distributions that are already installed: those that ship without a wheel, and those in layers of the function.
 */
function providedBy({ distributions, layers }: Plan): ProvidedDistribution[] {
  const ships = distributions.filter(({ from }) => !from.endsWith(".whl"));
  const inLayers = layers.flatMap(({ path, distributions }) =>
    distributions.map(({ name, version }) => ({ name, version, from: path })),
  );
  return [...ships, ...inLayers];
}

const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

/** One resolution. */
class Session {
  readonly #pool: Pool<IndexService>;
  readonly #host: PackagerHost;
  readonly #call: Call;
  readonly #task: BeginTask;
  readonly #options: ResolveOptions;
  readonly #transport: Transport;
  readonly #limitConcurrency = limitConcurrency(AT_ONCE);
  readonly #logins: Login[];
  /** Files that were fetched completely, because their server does not support ranges. */
  readonly #whole = new Map<string, Promise<Downloaded>>();
  readonly #fetched: Fetched[] = [];
  #bytes = { done: 0, total: 0 };

  constructor(pool: Pool<IndexService>, host: PackagerHost, call: Call, task: BeginTask, options: ResolveOptions) {
    this.#pool = pool;
    this.#host = host;
    this.#call = call;
    this.#task = task;
    this.#options = options;
    this.#logins = [...(options.logins ?? [])];
    this.#transport = new Transport({
      // Browsers require that it is called on the global object.
      fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
      signal: options.signal,
      logins: this.#logins,
      allowHost: options.allowHost ?? (() => true),
      allowRedirect: options.allowRedirect ?? (() => true),
    });
  }

  async run(target: Target): Promise<Resolution> {
    const outcome = await this.#choose();
    const { chosen, local } = outcome;
    const findings = [...outcome.findings];
    this.#bytes = { done: 0, total: chosen.reduce((sum, { size = 0 }) => sum + size, 0) };
    this.#tell();
    const fetched = await Promise.all(
      chosen.map((one) => this.#limitConcurrency(() => this.#wheel(one)).catch((error) => this.#failed(one, error))),
    );
    const items: Item[] = [];
    const files: FileToLock[] = [];
    for (const [at, one] of chosen.entries()) {
      const found = fetched[at];
      if (!found || "code" in found) {
        if (found) findings.push(found);
        continue;
      }
      const { file, sha256 } = found;
      items.push({ path: one.filename, file: new File([file], one.filename) });
      const { name, version, filename, url, index, requiresPython, uploadTime } = one;
      const known = { ...(requiresPython && { requiresPython }), ...(uploadTime && { uploadTime }) };
      files.push({ name, version, filename, url, ...(index && { index }), sha256, size: file.size, ...known });
    }
    for (const { name, version, path, file } of local) {
      const dropped = this.#call.file(file);
      if (!dropped) continue;
      const sha256 = await hashOf(dropped, this.#pool);
      files.push({ name, version, filename: path.slice(path.lastIndexOf("/") + 1), sha256, size: dropped.size });
    }
    const isWhole = items.length === chosen.length && files.length > 0;
    const lock = isWhole ? await this.#pool.run("lock", { target, files }, this.#call) : null;
    return { items, lock, findings, fetched: this.#fetched };
  }

  /** Sends requests until everything is chosen. Each answer may lead to new requests. */
  async #choose(): Promise<ResolveOutcome> {
    let outcome: ResolveOutcome | undefined;
    const follow = async (step: NextStep): Promise<void> => {
      this.#take(step.logins);
      outcome ??= step.outcome;
      await Promise.all(
        step.hostRequests.map(async ({ id, request }) => {
          const found = await this.#answer(request);
          const task = { session: this.#task.session, ask: id, answer: found };
          await follow(await this.#pool.hand("fill", () => [task, buffersOf(found)], this.#call));
        }),
      );
    };
    await follow(await this.#pool.run("begin", this.#task, this.#call));
    return outcome ?? { chosen: [], local: [], findings: [] };
  }

  /** Adds logins that addresses contain. Those of the user take precedence. */
  #take(stated: Login[]): void {
    for (const login of stated) {
      if (!this.#logins.some(({ index }) => index === login.index)) this.#logins.push(login);
    }
  }

  async #answer(request: HostRequestKind): Promise<Found> {
    try {
      switch (request.kind) {
        case "read":
          return { bytes: { buffer: await this.#read(request) } };
        case "get":
          return await this.#limitConcurrency(() => this.#get(request));
        case "size":
          return await this.#limitConcurrency(() => this.#size(request));
        case "range":
          return await this.#limitConcurrency(() => this.#range(request));
      }
    } catch (error) {
      if (this.#options.signal?.aborted) throw abortError();
      return { failed: { message: errorMessage(error) } };
    }
  }

  async #read({ file, start, end }: { file: number; start: number; end: number }): Promise<ArrayBuffer> {
    const dropped = this.#call.file(file);
    if (!dropped) throw new Error(`the file ${file} is not here`);
    return (this.#host.read ?? readByEngine)([dropped.slice(start, end)]);
  }

  async #get(request: Extract<HostRequestKind, { kind: "get" }>): Promise<Found> {
    const { url, index, accept, longest, isOptional } = request;
    try {
      const found = await this.#transport.send(
        () => ({ url, index, accept, ...(isOptional && { attempts: 1 }) }),
        async (response, alive, at) => ({
          status: response.status,
          url: at,
          contentType: response.headers.get("Content-Type") ?? "",
          body: await this.#transport.bytes(response, longest, alive),
        }),
      );
      this.#fetched.push({ url: found.url, size: found.body.byteLength, isKept: false });
      if (found.status === 200) await this.#options.cache?.keepAnswer(url, found).catch(() => {});
      return { response: found };
    } catch (error) {
      // Without a network, an earlier answer is used.
      const cached = error instanceof TransportError && (await this.#options.cache?.answer(url).catch(() => undefined));
      if (!cached) throw error;
      this.#fetched.push({ url, size: cached.body.byteLength, isKept: true });
      return { response: cached };
    }
  }

  /** The size of a file in bytes, as stated by its server. If it is not stated, the file is fetched completely. */
  async #size({ url, index }: { url: string; index: string }): Promise<Found> {
    const size = this.#whole.get(url)
      ? null
      : await this.#transport.send(
          () => ({ url, index, method: "HEAD" }),
          async ({ ok, headers }) => (ok && !headers.has("Content-Encoding") ? headers.get("Content-Length") : null),
        );
    if (size !== null && /^\d+$/.test(size)) return { size: { size: Number(size) } };
    return { size: { size: (await this.#fetchWhole({ url, index })).file.size } };
  }

  async #range(request: Extract<HostRequestKind, { kind: "range" }>): Promise<Found> {
    const { url, index, start, end } = request;
    const whole = this.#whole.get(url);
    if (!whole) {
      const part = await this.#transport.send(
        () => ({ url, index, range: { start, end } }),
        async (response, alive) => {
          if (isPartialContent(response, start)) return this.#transport.bytes(response, end - start, alive);
          // The response is the whole file, another part, or an error. Downloading the file handles these cases.
          await response.body?.cancel().catch(() => {});
          return null;
        },
      );
      if (part?.byteLength === end - start) {
        this.#fetched.push({ url, size: part.byteLength, isKept: false });
        return { bytes: { buffer: part } };
      }
    }
    const { file } = await this.#fetchWhole({ url, index });
    return { bytes: { buffer: await file.slice(start, end).arrayBuffer() } };
  }

  #fetchWhole(remote: { url: string; index: string; size?: number | undefined }): Promise<Downloaded> {
    const known = this.#whole.get(remote.url);
    if (known) return known;
    const fetching = download(remote, this.#transport, this.#pool, (bytes) => {
      this.#bytes.done += bytes;
      this.#tell();
    });
    this.#whole.set(remote.url, fetching);
    fetching.then(
      ({ file, sha256 }) => this.#fetched.push({ url: remote.url, size: file.size, sha256, isKept: false }),
      () => this.#whole.delete(remote.url),
    );
    return fetching;
  }

  /** The bytes of a chosen wheel, kept or fetched. A wheel with another hash is refused. */
  async #wheel({ url, index, filename, size, sha256 }: Chosen): Promise<Omit<Downloaded, "isPieced"> | Finding> {
    for (const hash of sha256) {
      const file = await this.#options.cache?.wheel(hash).catch(() => undefined);
      if (!file || (await hashOf(file, this.#pool)) !== hash) continue;
      this.#bytes.done += file.size;
      this.#tell();
      this.#fetched.push({ url, size: file.size, sha256: hash, filename, isKept: true });
      return { file, sha256: hash };
    }
    const isOther = (found: Downloaded) => sha256.length > 0 && !sha256.includes(found.sha256);
    let found = await this.#fetchWhole({ url, index, size });
    if (isOther(found) && found.isPieced) {
      // The file on the server may have changed before the download continued.
      this.#whole.delete(url);
      found = await this.#fetchWhole({ url, index, size });
    }
    if (isOther(found)) {
      this.#whole.delete(url);
      return {
        severity: "error",
        code: "hash-mismatch",
        path: filename,
        message: `"${filename}" is refused: what "${url}" answers has the SHA-256 ${found.sha256}, not ${sha256.join(" or ")}`,
        hint: "Do not trust this file: ask another index, or lock again if its maintainers changed it",
      };
    }
    const listed = this.#fetched.find((one) => one.url === url && one.sha256 === found.sha256);
    if (listed) listed.filename = filename;
    await this.#options.cache?.keepWheel(found.sha256, found.file).catch(() => {});
    return found;
  }

  #failed({ filename, url }: Chosen, error: unknown): Finding {
    if (this.#options.signal?.aborted) throw abortError();
    return {
      severity: "error",
      code: "fetch-failed",
      path: filename,
      message: `"${url}" cannot be fetched: ${errorMessage(error)}`,
      hint: "Try again: what was fetched already is kept",
    };
  }

  #tell(): void {
    const { done, total } = this.#bytes;
    this.#options.onProgress?.({ stage: "fetch", done, total: Math.max(done, total) });
  }
}

function buffersOf(found: Found): ArrayBuffer[] {
  if ("bytes" in found) return [found.bytes.buffer];
  return "response" in found ? [found.response.body] : [];
}
