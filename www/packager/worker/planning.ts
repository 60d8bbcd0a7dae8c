import { crc32, Planner } from "../../generated/wheelpress";
import type { Answer, Checked, Jobs, Task, Wish } from "../protocol";
import type { Plan } from "../types";
import { batches, each, words } from "./batches";
import { type Description, describe } from "./describe";
import { Files } from "./files";
import type { Reading } from "./reading";

/** Texts and checksums are read together in groups of about this many files. */
const GROUP = 64;
const AT_ONCE = 8;
/** Larger files are not read whole for their checksum. */
const BLOCK = 4 << 20;

/** So much of the end of a zip is read ahead, and of all together. */
const TAIL = 512 * 1024;
const TAILS = 64 << 20;

/** The header of bytecode (PEP 552). */
const HEADER = 16;

/** A part of a file. */
interface Part {
  file: number;
  start: number;
  end: number;
}

/** Files by what is needed of them. */
type Needs = Record<"texts" | "checksums" | "headers" | "sources", number[]> & { ranges: Part[] };

/** The number of plans that are made and checked in one turn; packing counts from 1. */
const OWN = 0;

type Stopped = () => boolean;

/** The planning worker's side of a plan. It keeps what it read, by file. */
export class Planning {
  readonly #reading: Reading;
  readonly #files: Files;
  readonly #planner: Planner;
  readonly #described = new Map<number, Description>();
  /** Files that are being described ahead of their plan. */
  readonly #describing = new Set<Promise<void>>();
  /** The files of each draft that is not forgotten yet. */
  readonly #drafts = new Map<number, Set<number>>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#files = new Files(reading);
    this.#planner = new Planner(this.#files);
  }

  /** Describes files before the plan that needs them is asked for. */
  async describe({ files, withHeads, zips }: Task<"describe">, stopped: Stopped): Promise<void> {
    for (const { id, file } of files) this.#files.add(id, file);
    const others = new Set(files.map(({ id }) => id));
    for (const zip of zips) others.delete(zip);
    const described = async (ids: number[], withHeads: boolean) => {
      const descriptions = await describe(ids, withHeads, this.#files, this.#reading, stopped);
      for (const [id, description] of descriptions) this.#described.set(id, description);
    };
    const all = [described([...others], withHeads), described(zips, true), this.#readTails(zips)];
    const describing = Promise.all(all).then(() => {});
    this.#describing.add(describing);
    await describing.finally(() => this.#describing.delete(describing));
  }

  /** `undefined` when it was stopped, as in what follows. */
  plan(task: Task<"plan">, stopped: Stopped): Promise<Answer<"plan"> | undefined> {
    return this.#inTurn(async () => {
      try {
        if (!(await this.#make(OWN, task, true, stopped))) return undefined;
        if (!(await this.#until(() => this.#planner.check(OWN, true), stopped))) return undefined;
        return this.#planner.finish(OWN) as Plan;
      } finally {
        this.#files.release();
      }
    });
  }

  draft(task: Task<"draft">, stopped: Stopped): Promise<Answer<"draft"> | undefined> {
    const { draft, compression } = task;
    return this.#inTurn(async () => {
      this.#drafts.set(draft, new Set(task.items.map(({ id }) => id)));
      if (!(await this.#make(draft, task, false, stopped))) return undefined;
      const jobs = this.#planner.jobs(draft, compression) as Jobs[];
      return { jobs, checked: this.#planner.checked(draft) as Checked };
    });
  }

  check({ draft, natives }: Task<"check">, stopped: Stopped): Promise<Answer<"check"> | undefined> {
    return this.#inTurn(async () => {
      for (const read of natives ?? []) this.#planner.putNatives(read);
      const check = () => this.#planner.check(draft, natives !== undefined);
      if (!(await this.#until(check, stopped))) return undefined;
      return this.#planner.checked(draft) as Checked;
    });
  }

  /** In its turn: a draft that was stopped may still be in the making. */
  forget(draft: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#drafts.delete(draft);
      this.#files.release();
      this.#planner.forget(draft);
    });
  }

  close(): void {
    this.#planner.free();
  }

  /** One after another: each plan forgets the files that none needs. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #make(draft: number, task: Wish, withHeads: boolean, stopped: Stopped): Promise<boolean> {
    await Promise.allSettled(this.#describing);
    const own = new Set(task.items.map((item) => item.id));
    const ids = new Set([own, ...this.#drafts.values()].flatMap((files) => [...files]));
    this.#files.retain(ids);
    this.#planner.retain(Uint32Array.from(ids));
    for (const id of this.#described.keys()) {
      if (!ids.has(id)) this.#described.delete(id);
    }
    for (const { id, file } of task.items) this.#files.add(id, file);
    // Packing sees the heads of files as it reads them; only what may be a zip, and
    // the magic numbers of bytecode, must be known before.
    const needsHead = (path: string) =>
      withHeads || !path.includes("/") || (task.options.bytecode && path.endsWith(".pyc"));
    const withHead = new Set(task.items.filter(({ path }) => needsHead(path)).map(({ id }) => id));
    const lacksHead = (id: number) => {
      const known = this.#described.get(id);
      return withHead.has(id) && known?.head === undefined && known?.unreadable === undefined;
    };
    const unknown = [...own].filter((id) => !withHead.has(id) && !this.#described.has(id));
    const described = [
      await describe(unknown, false, this.#files, this.#reading, stopped),
      await describe([...own].filter(lacksHead), true, this.#files, this.#reading, stopped),
    ];
    for (const [id, description] of described.flatMap((map) => [...map])) this.#described.set(id, description);
    if (stopped()) return false;
    const items = task.items.map(({ path, id }) => ({ path, file: id, ...this.#described.get(id) }));
    this.#planner.begin(draft, items, task.target, task.options);
    return this.#until(() => this.#planner.make(draft), stopped);
  }

  /** A zip tells at its end what is in it, and wheels have their dist-info there: read alone, each takes its time. */
  async #readTails(zips: number[]): Promise<void> {
    const tails = zips.flatMap((file) => {
      try {
        const end = this.#files.size(file);
        return end > 0 ? [{ file, start: Math.max(0, end - TAIL), end }] : [];
      } catch {
        // It is described as unreadable.
        return [];
      }
    });
    const room = Math.max(0, TAILS - this.#files.ahead);
    await this.#files.readAhead(tails.slice(0, Math.floor(room / TAIL)));
  }

  /** Reads what each attempt lacks, until one lacks nothing; `false` when it was stopped. */
  async #until(attempt: () => boolean, stopped: Stopped): Promise<boolean> {
    while (!attempt()) {
      await this.#meetNeeds();
      if (stopped()) return false;
    }
    return true;
  }

  async #meetNeeds(): Promise<void> {
    const needs = this.#planner.needs() as Needs;
    const fetched = await this.#files.fetchMissing();
    if (!fetched && Object.values(needs).every((ids) => ids.length === 0)) {
      throw new Error("planning waits, but for nothing");
    }
    await this.#readTogether(needs.texts, (id, bytes) => this.#planner.putText(id, bytes));
    await this.#readTogether(needs.headers, (id, bytes) => this.#planner.putHeader(id, bytes), HEADER);
    await this.#readTogether(needs.sources, (id, bytes) => {
      const file = this.#files.get(id);
      this.#planner.putSource(id, bytes, file instanceof File ? file.lastModified : undefined);
    });
    await this.#readParts(needs.ranges);
    const isLarge = (id: number) => (this.#described.get(id)?.size ?? 0) > BLOCK;
    await this.#readTogether(
      needs.checksums.filter((id) => !isLarge(id)),
      (id, bytes) => this.#planner.putChecksum(id, crc32(0, bytes)),
    );
    for (const id of needs.checksums.filter(isLarge)) await this.#checksumInBlocks(id);
  }

  /** Reads whole files, or as many first bytes of each as `most` says. */
  async #readTogether(
    ids: number[],
    take: (id: number, bytes: Uint8Array) => void,
    most = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    await each(batches(ids, GROUP), AT_ONCE, async (group) => {
      try {
        const end = Number.isFinite(most) ? { start: 0, end: most } : {};
        const files = group.map((id) => ({ file: this.#files.get(id) as Blob, ...end }));
        const bytes = new Uint8Array(await this.#reading.read(files));
        let at = 0;
        for (const id of group) {
          const size = Math.min(this.#described.get(id)?.size ?? 0, most);
          take(id, bytes.subarray(at, at + size));
          at += size;
        }
        if (at !== bytes.length) throw new Error("a file changed");
      } catch (error) {
        const [only] = group;
        if (group.length === 1 && only !== undefined) this.#planner.putUnreadable(only, words(error));
        else for (const id of group) await this.#readTogether([id], take, most);
      }
    });
  }

  async #readParts(parts: Part[]): Promise<void> {
    await each(batches(parts, GROUP), AT_ONCE, async (group) => {
      try {
        const ranges = group.map(({ file, start, end }) => ({ file: this.#files.get(file) as Blob, start, end }));
        const bytes = new Uint8Array(await this.#reading.read(ranges));
        let at = 0;
        for (const { file, start, end } of group) {
          this.#planner.putRange(file, start, bytes.subarray(at, at + end - start));
          at += end - start;
        }
        if (at !== bytes.length) throw new Error("a file changed");
      } catch (error) {
        const [only] = group;
        if (group.length === 1 && only !== undefined) this.#planner.putUnreadable(only.file, words(error));
        else for (const part of group) await this.#readParts([part]);
      }
    });
  }

  async #checksumInBlocks(id: number): Promise<void> {
    const file = this.#files.get(id) as Blob;
    try {
      let checksum = 0;
      for (let start = 0; start < file.size; start += BLOCK) {
        checksum = crc32(checksum, new Uint8Array(await this.#reading.read([{ file, start, end: start + BLOCK }])));
      }
      this.#planner.putChecksum(id, checksum);
    } catch (error) {
      this.#planner.putUnreadable(id, words(error));
    }
  }
}
