import type { Finding } from "../packager/types";
import type {
  CodeOrigin,
  FunctionConfiguration,
  LambdaAction,
  Operation,
  Place,
  Pressed,
  Values,
  ZipFileEnd,
} from "./boundary";
import { DeployError } from "./error";
import type { Watch, Zip } from "./parts";
import { LostOr, type Requests, type Trying } from "./retry";

/** Bytes of the zip that are turned into base64 at a time: a multiple of three, so that no chunk waits for another. */
const CHUNK = 3 * 1024 * 1024;

/** Layer versions that are looked into for one whose answer was lost: others may publish at the same time. */
const NEWEST = 3;

/** Lambda's operations with credentials. */
export class Lambda {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Undefined where there is no such function. */
  async find(place: Place, functionName: string, signal?: AbortSignal): Promise<FunctionConfiguration | undefined> {
    try {
      return await this.get(place, functionName, signal);
    } catch (error) {
      if (error instanceof DeployError && error.failure?.kind === "not-found") return undefined;
      throw error;
    }
  }

  async get(place: Place, functionName: string, signal?: AbortSignal): Promise<FunctionConfiguration> {
    const action = { op: "GetFunction", functionName } as const;
    return (await this.run("GetFunction", action, place, signal ? { signal } : {})).configuration;
  }

  /** Sends an action with code, inside the request or from S3. */
  async sendCode<Op extends "UpdateFunctionCode" | "CreateFunction" | "PublishLayerVersion">(
    op: Op,
    action: Extract<LambdaAction, { op: Op }>,
    place: Place,
    zip: Zip,
    watch: Watch,
  ): Promise<Values[Op]> {
    const { signal, onFault } = watch;
    // The same code twice is the same state, and a revision that no longer fits is settled by asking.
    const mayRepeat = op === "UpdateFunctionCode";
    const common = { mayRepeat, ...(signal && { signal }), ...(onFault && { onFault }) };
    const { code } = action as { code: CodeOrigin };
    if (!("zipFile" in code)) return this.run(op, action, place, common);
    const { body, end } = await this.#body(action, zip.blob, signal);
    if (end.codeSha256 !== zip.codeSha256) {
      throw new DeployError({
        code: "package-changed",
        message: "The package is not the one that was pressed: its bytes have another SHA-256",
        hint: "Press it again",
      });
    }
    const sending = { ...common, body, ...(watch.onProgress && { onProgress: watch.onProgress }) };
    return this.run(op, action, place, sending, { sha256: end.sha256 });
  }

  /** Makes a function. Where it is there in the end, `isOurs` says whether an attempt of ours made it. */
  create(
    action: Extract<LambdaAction, { op: "CreateFunction" }>,
    place: Place,
    zip: Zip,
    isOurs: (made: FunctionConfiguration) => boolean,
    watch: Watch,
  ): Promise<FunctionConfiguration> {
    const send = () => this.sendCode("CreateFunction", action, place, zip, watch);
    return this.#once(send, watch, async (error) => {
      const made = await this.find(place, action.functionName, watch.signal);
      if (made && !isOurs(made)) throw error;
      return made;
    });
  }

  /** Publishes a layer version; one among the newest with these very bytes, for the same, is as good. */
  publishLayer(
    action: Extract<LambdaAction, { op: "PublishLayerVersion" }>,
    place: Place,
    zip: Zip,
    watch: Watch,
  ): Promise<Values["PublishLayerVersion"]> {
    const { layerName } = action;
    const send = () => this.sendCode("PublishLayerVersion", action, place, zip, watch);
    const common = watch.signal ? { signal: watch.signal } : {};
    return this.#once(send, watch, async () => {
      const list = { op: "ListLayerVersions", layerName } as const;
      const { layerVersions } = await this.run("ListLayerVersions", list, place, common);
      for (const { version: versionNumber } of layerVersions.slice(0, NEWEST)) {
        const get = { op: "GetLayerVersion", layerName, versionNumber } as const;
        const held = await this.run("GetLayerVersion", get, place, common);
        const { compatibleRuntimes = [], compatibleArchitectures = [] } = held;
        const isFor = action.runtimes.every((runtime) => compatibleRuntimes.includes(runtime));
        const isOn = action.architectures.every((one) => compatibleArchitectures.includes(one));
        if (held.codeSha256 === zip.codeSha256 && isFor && isOn) return held;
      }
      return undefined;
    });
  }

  /** Sends what must not be done twice: after an answer that was lost, `held` tells what came of it. */
  async #once<Value>(
    send: () => Promise<Value>,
    watch: Watch,
    held: (error: LostOr) => Promise<Value | undefined>,
  ): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof LostOr && error.wasLost && error.failure)) throw error;
        const value = await held(error);
        if (value !== undefined) return value;
        if (!(await this.#requests.pause(error.failure, attempt, watch))) throw error;
      }
    }
  }

  /** Waits until nothing changes the function any more, whether what changed it succeeded or not. */
  async quiet(
    found: FunctionConfiguration,
    place: Place,
    functionName: string,
    onWait: () => void,
    signal?: AbortSignal,
  ): Promise<FunctionConfiguration> {
    let now = found;
    for (let polls = 1; ; polls++) {
      const until = now.state === "Pending" ? "active" : now.lastUpdateStatus === "InProgress" ? "updated" : undefined;
      if (!until) return now;
      const state = await this.#requests.aws.call("waiter", until, now, polls);
      if (state.done) throw new DeployError({ code: "update-failed", message: state.message, hint: state.hint });
      onWait();
      await this.#requests.wait(state.nextPollMs, signal);
      now = await this.get(place, functionName, signal);
    }
  }

  /** Waits until an update, or the making of a function, is over. */
  async settled(
    kind: "updated" | "active",
    place: Place,
    functionName: string,
    signal?: AbortSignal,
  ): Promise<FunctionConfiguration> {
    for (let polls = 1; ; polls++) {
      const configuration = await this.get(place, functionName, signal);
      const state = await this.#requests.aws.call("waiter", kind, configuration, polls);
      if (state.done && state.ok) return configuration;
      if (state.done) throw new DeployError({ code: "update-failed", message: state.message, hint: state.hint });
      await this.#requests.wait(state.nextPollMs, signal);
    }
  }

  /** Points an alias at a version, making it where it is not there. */
  async alias(place: Place, functionName: string, name: string, functionVersion: string, signal?: AbortSignal) {
    const common = signal ? { signal } : {};
    const update = { op: "UpdateAlias", functionName, name, functionVersion } as const;
    try {
      return await this.run("UpdateAlias", update, place, common);
    } catch (error) {
      if (!(error instanceof DeployError && error.failure?.kind === "not-found")) throw error;
    }
    try {
      return await this.run("CreateAlias", { ...update, op: "CreateAlias" }, place, { ...common, mayRepeat: true });
    } catch (error) {
      // Made by an attempt whose answer was lost.
      if (!(error instanceof LostOr && error.wasLost)) throw error;
      const alias = await this.run("GetAlias", { op: "GetAlias", functionName, name }, place, common);
      if (alias.functionVersion !== functionVersion) throw error;
      return alias;
    }
  }

  compare(configuration: FunctionConfiguration, pressed: Pressed): Promise<Finding[]> {
    return this.#requests.aws.call("compareFunction", configuration, pressed);
  }

  run<Op extends LambdaAction["op"] & Operation>(
    op: Op,
    action: Extract<LambdaAction, { op: Op }> | LambdaAction,
    place: Place,
    trying: Omit<Trying, "make" | "place">,
    body?: { sha256: string },
  ): Promise<Values[Op]> {
    const make = (now: number, place: Place) => this.#requests.aws.call("sign", place, action, now, body);
    return this.#requests.run(op, { ...trying, make, place });
  }

  /** The JSON around the package, as a Blob: neither it nor the package is ever one string. */
  async #body(action: LambdaAction, zip: Blob, signal?: AbortSignal): Promise<{ body: Blob; end: ZipFileEnd }> {
    const { aws } = this.#requests;
    const number = await aws.call("beginBody", action);
    const chunks: Blob[] = [];
    for (let at = 0; at < zip.size; at += CHUNK) {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(await zip.slice(at, at + CHUNK).arrayBuffer());
      chunks.push(new Blob([await aws.call("pushBody", number, bytes)]));
    }
    const end = await aws.call("endBody", number);
    return { body: new Blob([...chunks, end.bytes]), end };
  }
}
