import { DeployError } from "./error";
import type { Call, Calls, FromWorker, ToWorker } from "./protocol";

/** How a host starts the worker. */
export interface Host {
  module(): Promise<WebAssembly.Module>;
  worker(): Worker;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The calls that need, or are given, credentials. */
const SECRET = new Set<Call>(["open", "openFields", "profiles", "sign", "presign", "ticket", "postForm"]);

const ENDED = { code: "session-locked", message: "The credentials are locked", hint: "Paste credentials again" };

/** What the page asks of WebAssembly about AWS. Credentials have a worker of their own, ended by `lock`. */
export class AwsClient {
  readonly #secret: Channel;
  readonly #plain: Channel;

  constructor(host: Host) {
    this.#secret = new Channel(host);
    this.#plain = new Channel(host);
  }

  call<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    return (SECRET.has(call) ? this.#secret : this.#plain).call(call, ...args);
  }

  lock(): void {
    this.#secret.end();
  }
}

/** One worker. It starts at the first call; `end` ends it with all it holds, and the next call starts another. */
class Channel {
  readonly #host: Host;
  #worker: Promise<Worker> | undefined;
  #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  async call<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const worker = await this.#started();
    const id = this.#next++;
    const message: ToWorker = { type: "call", id, call, args };
    // Bytes are handed over, not copied: they are read for this call alone.
    const given = args.flatMap((arg) => (arg instanceof Uint8Array ? [arg.buffer as ArrayBuffer] : []));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      worker.postMessage(message, given);
    });
  }

  end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.then((worker) => worker.terminate()).catch(() => {});
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const { reject } of waiting.values()) reject(new DeployError(ENDED));
  }

  async #started(): Promise<Worker> {
    this.#worker ??= this.#start();
    const starting = this.#worker;
    try {
      const worker = await starting;
      if (this.#worker !== starting) throw new DeployError(ENDED);
      return worker;
    } catch (error) {
      // The next call tries again: the network may be back.
      if (this.#worker === starting) this.#worker = undefined;
      throw error;
    }
  }

  async #start(): Promise<Worker> {
    const waiting = this.#waiting;
    const worker = this.#host.worker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const one = waiting.get(data.id);
      waiting.delete(data.id);
      if ("value" in data) one?.resolve(data.value);
      else if ("refusal" in data) one?.reject(DeployError.refused(data.refusal));
      else one?.reject(new DeployError({ code: "internal", message: data.trap }));
    };
    worker.onerror = () => {
      const broken = { code: "internal", message: "The worker that signs could not be started" };
      for (const { reject } of waiting.values()) reject(new DeployError(broken));
      waiting.clear();
      worker.terminate();
      if (this.#waiting === waiting) this.#worker = undefined;
    };
    const module = await this.#host.module().catch((error) => {
      worker.terminate();
      throw error;
    });
    worker.postMessage({ type: "start", module } satisfies ToWorker);
    return worker;
  }
}
