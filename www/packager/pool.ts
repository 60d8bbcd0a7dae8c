import { errorMessage } from "../common/error-message";
import { Call } from "./call";
import { abortError, internalError, PackagerError, WorkerTerminatedError } from "./errors";
import type { HostWorker, PackagerHost, WorkerName } from "./host";
import type { Answer, FromWorker, Kind, Service, Start, Started, Task, ToWorker } from "./protocol";
import { answerRead, refused } from "./reads";

/** Number of tasks that a worker has at once: while one is compressed, the files of the next are read. */
const AHEAD = 2;

/**
 * Milliseconds within which a worker must answer after its work was abandoned. Planning yields between its steps, far
 * more often.
 */
const PATIENCE = 2000;

/** Receives the events of a task before it is done. */
export interface Listeners {
  onProgress?: (done: number) => void;
  onChunk?: (buffer: ArrayBuffer) => void;
  /** Called with the blob that the browser reads for the task. */
  onRead?: (blob: Blob) => void;
  /** Called when the task starts again: its earlier output does not count. */
  onRestart?: () => void;
}

/** A task, and those of its buffers that are transferred. */
export type TaskWithTransfer<S extends Service, K extends Kind<S>> = [Task<S, K>, ArrayBuffer[]];

interface Job extends Listeners {
  id: number;
  kind: string;
  /** Makes the task. Called again when the task starts again. */
  task: () => [unknown, ArrayBuffer[]];
  /** The call of the job. All jobs of a call are cancelled together. */
  call: Call;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

interface Member {
  worker: HostWorker;
  hasStarted: boolean;
  jobs: Map<number, Job>;
}

/** A started worker that has no module yet. Its error is kept until a listener is set. */
class Spare {
  readonly worker: HostWorker;
  #failure: { message: string } | undefined;
  #tell: ((message: string) => void) | undefined;

  constructor(worker: HostWorker) {
    this.worker = worker;
    worker.onerror = (event) => {
      event.preventDefault();
      // If the script does not exist, the event has no message.
      const { message = "" } = event;
      if (this.#tell) this.#tell(message);
      else this.#failure = { message };
    };
  }

  onError(tell: (message: string) => void): void {
    this.#tell = tell;
    const failure = this.#failure;
    // Asynchronously, because the caller is still setting up the worker.
    if (failure) queueMicrotask(() => tell(failure.message));
  }
}

/** Workers of one kind. They are started when there is work, and ended when it is cancelled. */
export class Pool<S extends Service> {
  readonly #host: PackagerHost;
  readonly #name: WorkerName;
  readonly #size: number;
  readonly #ahead: number;
  readonly #members: Member[] = [];
  /** Workers that have not received the module. */
  readonly #spare: Spare[] = [];
  #waiting: Job[] = [];
  /** The reasons of ended calls. Code of such a call may still try to start a task. */
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
   * Fetches the module and the script once, and starts all workers. Earlier tasks wait for them. After a failure, the
   * next call tries again.
   */
  start(): Promise<void> {
    this.#started ??= this.#begin().catch((error) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /** Starts the workers. They fetch and run their scripts while the module is fetched and compiled. */
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

  /** Number of workers that have ended. Their state is lost. */
  get ended(): number {
    return this.#ended;
  }

  run<K extends Kind<S>>(kind: K, task: Task<S, K>, call: Call, listeners: Listeners = {}): Promise<Answer<S, K>> {
    return this.hand(kind, () => [task, []], call, listeners);
  }

  /** As `run`, for a task whose buffers are transferred. The task is made when its turn comes. */
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

  /** Sends a task to every worker, even if it is busy. */
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

  /** Ends the workers that are busy with jobs of this call. Their jobs of other calls start again. */
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

  /** Cancels the jobs of a call without waiting for them. The workers keep running, with their memory. */
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
   * As {@link forget}, and ends the workers that do not answer for a while, because they are busy with cancelled work.
   * Their jobs of other calls are rejected with a {@link WorkerTerminatedError}. Resolves when each worker has answered
   * or ended.
   */
  async abandon(call: Call, patience = PATIENCE): Promise<void> {
    const busy = this.#members.filter((member) => [...member.jobs.values()].some((job) => job.call === call));
    this.forget(call);
    await Promise.all(busy.map((member) => this.#answered(member, patience)));
  }

  /** Waits for any answer of a worker, and ends the worker if there is none in time. */
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
    for (const job of jobs) job.reject(new WorkerTerminatedError());
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

  /** The error of a worker that cannot be started. Browsers give no reason if the script does not exist. */
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

  /** Ends a worker after a trap, because its memory is suspect, and rejects the calls that it worked for. */
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
   * Returns an idle worker, otherwise a new one, otherwise one that can take another task in advance. A task that a
   * worker has taken cannot be moved to another worker, so the last tasks wait until one is idle.
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
      // A worker that waits for an answer of the page must continue, so that it notices the cancellation.
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

  /** Sends the module "codecs", or ends the job, which cannot continue without it. */
  async #answerCodecs(request: number, member: Member, job: Job): Promise<void> {
    try {
      post(member, { codecs: { request, module: await this.#host.module("codecs") } });
    } catch (error) {
      post(member, { cancel: { id: job.id } });
      post(member, refused(request, errorMessage(error)));
      // The job may have ended, or have been started again by another worker.
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
