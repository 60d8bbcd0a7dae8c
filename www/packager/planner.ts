/** The planning worker, and the files that it has seen. */

import { yieldToPage } from "../common/yield-to-page";
import { abortable, Call } from "./call";
import { checksEveryFile } from "./can-read";
import { checkedItems } from "./checked-items";
import { WorkerTerminatedError } from "./errors";
import type { FileIds } from "./file-ids";
import type { PackagerHost } from "./host";
import { checkCall, checkedOptions, checkedTarget } from "./options";
import { Pool } from "./pool";
import { ZIP } from "./prefetch";
import type { NumberedItem, PlanRequest, PlanService, SizedFile } from "./protocol";
import { ReadBytes } from "./read-bytes";
import { membersOf } from "./rules";
import type { Entry, Item, Plan, PlanOptions, PlanProgress, Target } from "./types";

/** Number of files that are described together. They are also read together. */
const BATCH_SIZE = 64;

/**
 * The facts that the worker needs about a file that the page reads. When the size is requested for the first time, the
 * page waits until the browser has looked up the file: 0.2 ms (measured).
 */
function sizedFile({ id, file }: NumberedItem): SizedFile {
  const { size } = file;
  return file instanceof File ? { id, size, modified: Math.floor(file.lastModified / 1000) } : { id, size };
}

/** Makes plans, and keeps track of the files that its worker has seen. */
export class Planner {
  readonly pool: Pool<PlanService>;
  readonly #numbers: FileIds;
  /** Bytes that were read and may be used again. Undefined if the host cannot detect that a file has changed. */
  readonly #bytes: ReadBytes | undefined;
  /** The files that a worker has seen. The value identifies the worker: the number of workers that ended before it. */
  readonly #described = new WeakMap<Blob, number>();

  /** The entries of the last plan, with the number that the worker uses for them. */
  #list: { list: number; entries: Entry[] } | undefined;
  #nextList = 0;

  /** Resolves when the worker has finished or cancelled all abandoned work. */
  #settled: Promise<unknown> = Promise.resolve();

  /** Informs the worker of files that were garbage-collected here, so that it does not keep them forever. */
  readonly #gone = new FinalizationRegistry<number>((id) => {
    this.pool.run("release", { files: [id] }, new Call()).catch(() => {});
  });

  constructor(host: PackagerHost, numbers: FileIds) {
    // Planning has a worker of its own, which keeps what it has read.
    this.pool = new Pool(host, "plan", 1, { ahead: Number.POSITIVE_INFINITY });
    this.#numbers = numbers;
    this.#bytes = host.read || !checksEveryFile() ? undefined : new ReadBytes();
  }

  /** Creates a call for these files. Bytes that are read for it are kept, and kept bytes of other files are dropped. */
  call(files: NumberedItem[]): Call {
    this.#bytes?.retain(files.map(({ id }) => id));
    const call = new Call(files);
    call.reads = this.#bytes;
    return call;
  }

  /** Creates a call that presses these files. */
  pressingCall(files: NumberedItem[]): Call {
    const call = new Call(files);
    call.reads = this.#bytes?.ifUnchanged();
    return call;
  }

  /** Drops the bytes that were read, after they have been pressed. */
  forgetReads(): void {
    this.#bytes?.retain([]);
  }

  /** Makes a plan and checks it. */
  async plan(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: PlanProgress) => void },
  ): Promise<Plan> {
    const { signal, onProgress, ...choices } = membersOf(options);
    checkCall({ signal, onProgress });
    // With 20,000 files, numbering them, finding the new ones, and sending their names are separate tasks.
    await yieldToPage();
    const request = this.request(items, checkedTarget(target), checkedOptions(choices));
    const list = this.#nextList++;
    const ask = async (call: Call) => {
      const last = this.#list;
      const { plan, at } = await this.pool.run("plan", { request: request.task, list, known: last?.list }, call);
      const entries = at && last ? last.entries.slice() : plan.entries;
      if (at) for (const [index, place] of at.entries()) entries[place] = plan.entries[index] as Entry;
      this.#list = { list, entries };
      await yieldToPage();
      // A copy, because the caller may change its entries.
      return { ...plan, entries: entries.map((entry) => ({ ...entry })) };
    };
    return this.#asked(request.files, signal, ask, onProgress);
  }

  /** The bytes of one file of the package. */
  async read(
    items: Item[],
    target: Target,
    path: string,
    options?: PlanOptions & { signal?: AbortSignal },
  ): Promise<Blob> {
    const { signal, ...choices } = membersOf(options);
    checkCall({ signal });
    const { task, files } = this.request(items, checkedTarget(target), checkedOptions(choices));
    const read = await this.#asked(files, signal, (call) => this.pool.run("read", { request: task, path }, call));
    // The bytes of a dropped file are available on the page.
    const file = files.find(({ id }) => id === read.file)?.file;
    return file ?? new Blob(read.bytes ? [read.bytes] : []);
  }

  /** Sends a request about files once the worker has seen them. */
  async #asked<T>(
    files: NumberedItem[],
    signal: AbortSignal | undefined,
    ask: (call: Call) => Promise<T>,
    onProgress?: (progress: PlanProgress) => void,
  ): Promise<T> {
    for (;;) {
      const call = this.call(files);
      const total = files.length;
      const read = { files: 0, bytes: 0 };
      let looked = 0;
      const tell = (files: number) => {
        looked = files;
        onProgress?.({ stage: "look", files, total, bytes: read.bytes });
      };
      call.onRead = (files, bytes) => {
        read.files += files;
        read.bytes += bytes;
        if (looked === total) onProgress?.({ stage: "read", total, ...read });
      };
      tell(0);
      await this.describe(files, true, call, signal, tell);
      await yieldToPage();
      try {
        return await abortable(signal, () => this.abandon(call), ask(call));
      } catch (error) {
        // Another call was abandoned and its worker was ended. The next worker has seen no files.
        if (!(error instanceof WorkerTerminatedError)) throw error;
      }
    }
  }

  /** Abandons a call. Later calls wait until its worker has answered or has been ended. */
  abandon(call: Call): void {
    this.#settled = Promise.all([this.#settled, this.pool.abandon(call)]);
  }

  /** The request for a plan, and its files. */
  request(
    items: Item[],
    target: Target,
    { allowErrors: _, compression: __, ...options }: PlanOptions,
  ): { task: PlanRequest; files: NumberedItem[] } {
    const files = checkedItems(items).map(({ path, file, role }) => ({ path, file, role, id: this.#numbers.of(file) }));
    const named = files.map(({ id, path, role }) => ({ id, path, ...(role && { role }) }));
    return { task: { items: named, target, options }, files };
  }

  /**
   * Sends the files that the worker has not seen, in small groups. `seen` of the result resolves when the worker has
   * seen them.
   */
  async describe(
    items: NumberedItem[],
    withHeads: boolean,
    call: Call,
    signal?: AbortSignal,
    onLooked?: (files: number) => void,
  ): Promise<{ seen: Promise<unknown> }> {
    await abortable(signal, () => {}, this.#settled);
    const { ended } = this.pool;
    const fresh = items.filter(({ file }) => this.#described.get(file) !== ended);
    const seen: Promise<unknown>[] = [];
    const before = items.length - fresh.length;
    onLooked?.(before);
    for (let at = 0; at < fresh.length && !signal?.aborted; at += BATCH_SIZE) {
      const few = fresh.slice(at, at + BATCH_SIZE);
      const isZip = ({ path }: NumberedItem) => ZIP.test(path);
      const files = few.filter(isZip).map(({ id, file }) => ({ id, file }));
      const zips = files.map(({ id }) => id);
      const sized: SizedFile[] = [];
      for (const item of few) {
        if (!isZip(item)) sized.push(sizedFile(item));
        await yieldToPage();
      }
      const sources = few.filter(({ path }) => path.endsWith(".py")).map(({ id }) => id);
      // Recorded only when the files are sent. Otherwise another call that begins in between would use files that the
      // worker has not seen.
      for (const { id, file } of few) {
        this.#described.set(file, ended);
        this.#gone.register(file, id);
      }
      // Files that cannot be described are described again by the plan, which reports them.
      seen.push(this.pool.run("describe", { files, sized, withHeads, zips, sources }, call).catch(() => {}));
      onLooked?.(before + Math.min(at + BATCH_SIZE, fresh.length));
    }
    return { seen: Promise.all(seen) };
  }
}
