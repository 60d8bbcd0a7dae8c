import { DeployError } from "./error";
import type { Call, Calls, FromWorker, ToWorker } from "./protocol";

/** How a host of the page starts the workers of deploying. */
export interface DeployHost {
  /** The compiled module. Each worker asks for it, so the host compiles it once. */
  module(): Promise<WebAssembly.Module>;
  /** Starts another worker of `worker.ts`. */
  worker(): Worker;
  /**
   * Fetches the module and the worker before they are needed, if they have to be fetched, and other files that the page
   * may need.
   */
  prefetch?(): void;
}

/** A call that has no answer yet. */
interface PendingCall {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The calls that use or receive credentials. */
const CREDENTIAL_CALLS = new Set<Call>([
  "open",
  "openFields",
  "openProfile",
  "profiles",
  "sign",
  "presign",
  "ticket",
  "postForm",
]);

const LOCKED = { code: "session-locked", message: "The credentials are locked", hint: "Paste credentials again" };

/**
 * Calls WebAssembly's functions about AWS in workers. Credentials have a worker of their own: `lock` ends it, and with
 * it all memory that held them.
 */
export class AwsClient {
  readonly #credentialWorker: WorkerChannel;
  readonly #plainWorker: WorkerChannel;

  constructor(host: DeployHost) {
    this.#credentialWorker = new WorkerChannel(host);
    this.#plainWorker = new WorkerChannel(host);
  }

  /** Rejects with a DeployError: the refusal of WebAssembly, or "internal" if a worker failed. */
  call<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    return (CREDENTIAL_CALLS.has(call) ? this.#credentialWorker : this.#plainWorker).call(call, ...args);
  }

  /** Ends the worker that holds the credentials. Its pending calls are rejected as "session-locked". */
  lock(): void {
    this.#credentialWorker.end();
  }
}

/** One worker. The first call starts it. `end` ends it, and the next call then starts another. */
class WorkerChannel {
  readonly #host: DeployHost;
  #worker: Promise<Worker> | undefined;
  #pending = new Map<number, PendingCall>();
  #next = 0;

  constructor(host: DeployHost) {
    this.#host = host;
  }

  async call<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const worker = await this.#started();
    const id = this.#next++;
    const message: ToWorker = { type: "call", id, call, args };
    // Bytes are transferred, not copied: callers create them for a single call.
    const transferred = args.flatMap((arg) => (arg instanceof Uint8Array ? [arg.buffer as ArrayBuffer] : []));
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as PendingCall["resolve"], reject });
      worker.postMessage(message, transferred);
    });
  }

  end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.then((worker) => worker.terminate()).catch(() => {});
    const pending = this.#pending;
    this.#pending = new Map();
    for (const { reject } of pending.values()) reject(new DeployError(LOCKED));
  }

  async #started(): Promise<Worker> {
    this.#worker ??= this.#start();
    const starting = this.#worker;
    try {
      const worker = await starting;
      if (this.#worker !== starting) throw new DeployError(LOCKED);
      return worker;
    } catch (error) {
      // The next call tries again, as the network may be available again.
      if (this.#worker === starting) this.#worker = undefined;
      throw error;
    }
  }

  async #start(): Promise<Worker> {
    const pending = this.#pending;
    const worker = this.#host.worker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const call = pending.get(data.id);
      pending.delete(data.id);
      if ("value" in data) call?.resolve(data.value);
      else if ("refusal" in data) call?.reject(DeployError.fromRefusal(data.refusal));
      else call?.reject(new DeployError({ code: "internal", message: data.trap }));
    };
    worker.onerror = () => {
      const fault = { code: "internal", message: "The worker that signs could not be started" };
      for (const { reject } of pending.values()) reject(new DeployError(fault));
      pending.clear();
      worker.terminate();
      if (this.#pending === pending) this.#worker = undefined;
    };
    const module = await this.#host.module().catch((error) => {
      worker.terminate();
      throw error;
    });
    worker.postMessage({ type: "start", module } satisfies ToWorker);
    return worker;
  }
}
