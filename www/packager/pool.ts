import { errorMessage } from "../common/error-message";
import { Call } from "./call";
import { abortError, EndedError, internalError, PackagerError } from "./errors";
import type { HostWorker, PackagerHost, WorkerName } from "./host";
import type { Answer, FromWorker, Kind, Service, Start, Started, Task, ToWorker } from "./protocol";
import { answerRead, refused } from "./reads";

/** Tasks a worker has at once: while one is compressed, the next one's files are read. */
const AHEAD = 2;

/** Milliseconds a worker has to answer whose work was abandoned. Planning gives way between its steps, far sooner. */
const PATIENCE = 2000;

/** What a task tells before it is done. */
export interface Listeners {
  onProgress?: (done: number) => void;
  onChunk?: (buffer: ArrayBuffer) => void;
  /** The engine reads files for it, as one blob. */
  onRead?: (blob: Blob) => void;
  /** It begins again: what came of it does not count. */
  onRestart?: () => void;
}

/** A task, and the buffers of it that are handed over. */
export type TaskWithTransfer<S extends Service, K extends Kind<S>> = [Task<S, K>, ArrayBuffer[]];

interface Job extends Listeners {
  id: number;
  kind: string;
  /** Asked again when it begins again. */
  task: () => [unknown, ArrayBuffer[]];
  /** Jobs of one call are cancelled together. */
  call: Call;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

interface Member {
  worker: HostWorker;
  hasStarted: boolean;
  jobs: Map<number, Job>;
}

/** A worker that was started, and keeps an error until somebody asks for it. */
class Spare {
  readonly worker: HostWorker;
  #failure: { message: string } | undefined;
  #tell: ((message: string) => void) | undefined;

  constructor(worker: HostWorker) {
    this.worker = worker;
    worker.onerror = (event) => {
      event.preventDefault();
      // Of a script that is not there, the event has no message.
      const { message = "" } = event;
      if (this.#tell) this.#tell(message);
      else this.#failure = { message };
    };
  }

  onError(tell: (message: string) => void): void {
    this.#tell = tell;
    const failure = this.#failure;
    // Later: whoever asks is in the middle of something.
    if (failure) queueMicrotask(() => tell(failure.message));
  }
}

/** Workers of one kind, started when there is work for them, and ended when it is cancelled. */
export class Pool<S extends Service> {
  readonly #host: PackagerHost;
  readonly #name: WorkerName;
  readonly #size: number;
  readonly #ahead: number;
  readonly #members: Member[] = [];
  /** Workers that have not been given the module. */
  readonly #spare: Spare[] = [];
  #waiting: Job[] = [];
  /** Calls that have ended, and why: a part of one may still be about to ask for something. */
  readonly #over = new WeakMap<Call, unknown>();
  #next = 0;
  #module: WebAssembly.Module | undefined;
  #started: Promise<void> | undefined;
  #closed = false;
  #ended = 0;

  constructor(host: PackagerHost, name: WorkerName, size: number, { ahead = AHEAD } = {}) {
    this.#host = host;
    this.#name = name;
    this.#size = size;
    this.#ahead = ahead;
  }

  /**
   * Fetches what the workers run, once, and starts them all. Tasks that were given before wait for them. After a failure
   * the next call tries again.
   */
  start(): Promise<void> {
    this.#started ??= this.#begin().catch((error) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /** Workers fetch and run their scripts while the module is fetched and compiled. */
  async #begin(): Promise<void> {
    if (this.#closed) return;
    const module = this.#host.module(this.#name);
    module.catch(() => {});
    try {
      await this.#host.findWorker?.(this.#name);
      while (!this.#closed && this.#members.length + this.#spare.length < this.#size)
        this.#spare.push(new Spare(this.#start()));
      this.#module = await module;
      while (!this.#closed && this.#members.length < this.#size) this.#hire();
    } finally {
      for (const { worker } of this.#spare.splice(0)) worker.terminate();
    }
    this.#assign();
  }

  /** How many workers have ended: what they knew is gone. */
  get ended(): number {
    return this.#ended;
  }

  run<K extends Kind<S>>(kind: K, task: Task<S, K>, call: Call, listeners: Listeners = {}): Promise<Answer<S, K>> {
    return this.hand(kind, () => [task, []], call, listeners);
  }

  /** The same, of a task whose buffers are handed over: it is made when its turn has come. */
  hand<K extends Kind<S>>(
    kind: K,
    task: () => TaskWithTransfer<S, K>,
    call: Call,
    listeners: Listeners = {},
  ): Promise<Answer<S, K>> {
    if (this.#closed) return Promise.reject(new PackagerError({ code: "closed", message: "The packager is closed" }));
    if (this.#over.has(call)) return Promise.reject(this.#over.get(call));
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ id: this.#next++, kind, task, call, resolve, reject, ...listeners });
      this.#assign();
    }) as Promise<Answer<S, K>>;
  }

  /** Asks every worker there is, whatever it is doing. */
  async ask<K extends Kind<S>>(kind: K, task: Task<S, K>, call: Call): Promise<Answer<S, K>[]> {
    return Promise.all(
      this.#members.map(
        (member) =>
          new Promise<unknown>((resolve, reject) => {
            this.#give(member, { id: this.#next++, kind, task: () => [task, []], call, resolve, reject });
          }) as Promise<Answer<S, K>>,
      ),
    );
  }

  /** Ends the workers that are busy with this call's jobs; what else they were doing starts again. */
  cancel(call: Call, reason: unknown = abortError()): void {
    this.#over.set(call, reason);
    const mine = this.#waiting.filter((job) => job.call === call);
    this.#waiting = this.#waiting.filter((job) => job.call !== call);
    for (const member of [...this.#members]) {
      const jobs = [...member.jobs.values()];
      if (!jobs.some((job) => job.call === call)) continue;
      this.#dismiss(member);
      mine.push(...jobs.filter((job) => job.call === call));
      const others = jobs.filter((job) => job.call !== call);
      for (const job of others) job.onRestart?.();
      this.#waiting.unshift(...others);
    }
    for (const job of mine) job.reject(reason);
    this.#assign();
  }

  /** Lets a call's jobs run out without anybody waiting for them; keeps the workers' memory. */
  forget(call: Call): void {
    this.#over.set(call, abortError());
    const mine = this.#waiting.filter((job) => job.call === call);
    this.#waiting = this.#waiting.filter((job) => job.call !== call);
    for (const member of this.#members) {
      for (const job of member.jobs.values()) {
        if (job.call !== call) continue;
        post(member, { cancel: { id: job.id } });
        mine.push(job);
        member.jobs.delete(job.id);
      }
    }
    for (const job of mine) job.reject(abortError());
    this.#assign();
  }

  /**
   * The same as {@link forget}, and ends the workers that do not answer for a while: they are busy with what nobody
   * wants. Jobs of other calls that they had are rejected with an {@link EndedError}. Resolves when each has answered
   * or ended.
   */
  async abandon(call: Call, patience = PATIENCE): Promise<void> {
    const busy = this.#members.filter((member) => [...member.jobs.values()].some((job) => job.call === call));
    this.forget(call);
    await Promise.all(busy.map((member) => this.#answered(member, patience)));
  }

  /** Asks a worker for anything, and ends it if it does not answer in time. */
  async #answered(member: Member, patience: number): Promise<void> {
    const answer = new Promise<unknown>((resolve) => {
      const job = {
        id: this.#next++,
        kind: "memory",
        task: () => [{}, []] as [unknown, ArrayBuffer[]],
        call: new Call(),
      };
      this.#give(member, { ...job, resolve, reject: resolve });
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(true), patience);
    });
    const isLate = await Promise.race([answer.then(() => false), late]);
    clearTimeout(timer);
    if (!isLate || !this.#members.includes(member)) return;
    const jobs = [...member.jobs.values()];
    this.#dismiss(member);
    for (const job of jobs) job.reject(new EndedError());
    this.#assign();
  }

  close(): void {
    this.#closed = true;
    const jobs = [...this.#waiting.splice(0), ...this.#members.flatMap((member) => [...member.jobs.values()])];
    for (const member of [...this.#members]) this.#dismiss(member);
    for (const job of jobs) job.reject(abortError());
  }

  #hire(): Member | undefined {
    if (!this.#module) return undefined;
    const spare = this.#spare.shift() ?? new Spare(this.#start());
    const { worker } = spare;
    const member: Member = { worker, hasStarted: false, jobs: new Map() };
    worker.onmessage = ({ data }: MessageEvent<FromWorker | Started>) => {
      if (data.type === "started") member.hasStarted = true;
      else this.#hear(member, data);
    };
    this.#members.push(member);
    spare.onError((message) =>
      this.#lose(member, member.hasStarted ? internalError(message || "a worker ended") : this.#notStarted(message)),
    );
    const start: Start = { module: this.#module, probe: new Blob(["probe"]) };
    worker.postMessage(start, []);
    return member;
  }

  #start(): HostWorker {
    try {
      return this.#host.worker(this.#name);
    } catch (error) {
      throw this.#notStarted(errorMessage(error));
    }
  }

  /** Engines say nothing of a script that is not there, and of others what is wrong with it. */
  #notStarted(why: string): PackagerError {
    const script = this.#host.script?.(this.#name);
    return new PackagerError({
      code: "start-failed",
      message: `The worker ${script ? `"${script}"` : `for "${this.#name}"`} cannot be started${why ? `: ${why}` : ""}`,
      hint:
        "Check that the package's script is at that address, served as text/javascript, and that the page's " +
        "Content-Security-Policy allows it by worker-src",
    });
  }

  #dismiss(member: Member): void {
    member.worker.terminate();
    this.#members.splice(this.#members.indexOf(member), 1);
    this.#ended++;
    member.jobs.clear();
  }

  /** A trap leaves the worker's memory suspect: it ends, and so do the calls it worked for. */
  #lose(member: Member, error: PackagerError): void {
    const calls = new Set([...member.jobs.values()].map((job) => job.call));
    const jobs = [...member.jobs.values()];
    this.#dismiss(member);
    for (const job of jobs) job.reject(error);
    for (const call of calls) this.cancel(call, error);
    this.#assign();
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      let free: Member | undefined;
      try {
        free = this.#free();
      } catch (error) {
        for (const job of this.#waiting.splice(0)) job.reject(error);
        return;
      }
      if (!free) return;
      this.#give(free, this.#waiting.shift() as Job);
    }
  }

  /**
   * An idle worker, else a new one, else one that can take a task ahead. What a worker has taken no other can do, so the
   * last tasks wait until one is idle.
   */
  #free(): Member | undefined {
    const [least] = [...this.#members].sort((a, b) => a.jobs.size - b.jobs.size);
    if (least?.jobs.size === 0) return least;
    if (this.#members.length < this.#size) return this.#hire();
    const isLast = this.#size > 1 && this.#waiting.length <= this.#members.length;
    return least && least.jobs.size < this.#ahead && !isLast ? least : undefined;
  }

  #give(member: Member, job: Job): void {
    member.jobs.set(job.id, job);
    const [task, buffers] = job.task();
    post(member, { task: { id: job.id, task: { [job.kind]: task } } }, buffers);
  }

  #hear(member: Member, { type, message }: FromWorker): void {
    if (type === "trap") {
      this.#lose(member, internalError(message.message));
      return;
    }
    const job = member.jobs.get(message.id);
    if (!job) {
      // A worker that waits for the page must go on to see that its job was cancelled.
      if (type === "read" || type === "codecs") post(member, refused(message.request, "the call was cancelled"));
      return;
    }
    switch (type) {
      case "progress":
        job.onProgress?.(message.done);
        return;
      case "chunk":
        job.onChunk?.(message.buffer);
        return;
      case "read":
        void answerRead(message.request, message.parts, job.call, this.#host.read, job.onRead).then((answer) =>
          post(member, ...answer),
        );
        return;
      case "codecs":
        void this.#answerCodecs(message.request, member, job);
        return;
      case "answer":
        if (message.done > 0) job.onProgress?.(message.done);
        job.resolve((message.answer as S["answer"]).answer);
        break;
      case "fault":
        job.reject(new PackagerError(message.fault));
        break;
    }
    member.jobs.delete(message.id);
    this.#assign();
  }

  /** Sends the module, or ends the job, which cannot go on without it. */
  async #answerCodecs(request: number, member: Member, job: Job): Promise<void> {
    try {
      post(member, { codecs: { request, module: await this.#host.module("codecs") } });
    } catch (error) {
      post(member, { cancel: { id: job.id } });
      post(member, refused(request, errorMessage(error)));
      // It may have ended, or begun again elsewhere.
      if (member.jobs.get(job.id) !== job) return;
      member.jobs.delete(job.id);
      job.reject(error);
      this.#assign();
    }
  }
}

function post(member: Member, message: ToWorker, transfer: Transferable[] = []): void {
  member.worker.postMessage(message, transfer);
}
