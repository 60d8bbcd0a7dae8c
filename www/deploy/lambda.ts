import type { CodeOrigin, EndpointConfig, FunctionConfiguration, LambdaAction, Operation, Values } from "./aws-types";
import type { AwsClient } from "./client";
import { DeployError, mayHaveSucceeded, type RequestFailedError } from "./error";
import type { RequestOptions, RequestSender } from "./retry";
import type { TransferOptions, Zip } from "./transfer";
import { zipFileBody } from "./zip-file-body";

/** The operations of Lambda that several goals use, signed with the user's credentials. */
export class Lambda {
  readonly #sender: RequestSender;

  constructor(sender: RequestSender) {
    this.#sender = sender;
  }

  /** The client that calls WebAssembly. */
  get aws(): AwsClient {
    return this.#sender.aws;
  }

  /** Sends one action until it has a final answer. `body` is the hash of a body that is not part of the action. */
  run<Op extends LambdaAction["op"] & Operation>(
    op: Op,
    action: LambdaAction,
    place: EndpointConfig,
    options: Omit<RequestOptions, "make" | "place">,
    body?: { sha256: string },
  ): Promise<Values[Op]> {
    const make = (now: number, place: EndpointConfig) => this.aws.call("sign", place, action, now, body);
    return this.#sender.run(op, { ...options, make, place });
  }

  /** The configuration of a function, or undefined if the function does not exist. */
  async find(
    place: EndpointConfig,
    functionName: string,
    signal?: AbortSignal,
  ): Promise<FunctionConfiguration | undefined> {
    try {
      return await this.get(place, functionName, signal);
    } catch (error) {
      if (error instanceof DeployError && error.failure?.kind === "not-found") return undefined;
      throw error;
    }
  }

  /** The configuration of a function. */
  async get(place: EndpointConfig, functionName: string, signal?: AbortSignal): Promise<FunctionConfiguration> {
    const action = { op: "GetFunction", functionName } as const;
    return (await this.run("GetFunction", action, place, signal ? { signal } : {})).configuration;
  }

  /** Sends an action with code: the package is in the request itself, or in S3. */
  async sendCode<Op extends "UpdateFunctionCode" | "CreateFunction" | "PublishLayerVersion">(
    op: Op,
    action: Extract<LambdaAction, { op: Op }>,
    place: EndpointConfig,
    zip: Zip,
    { signal, onProgress, onRetry }: TransferOptions,
  ): Promise<Values[Op]> {
    // Updating to the same code twice gives the same state. If the second update is refused, the caller checks the
    // function.
    const mayRepeat = op === "UpdateFunctionCode";
    const options = { mayRepeat, ...(signal && { signal }), ...(onRetry && { onRetry }) };
    const { code } = action as { code: CodeOrigin };
    if (!("zipFile" in code)) return this.run(op, action, place, options);
    const { body, end } = await zipFileBody(this.aws, action, zip.blob, signal);
    if (end.codeSha256 !== zip.codeSha256) {
      throw new DeployError({
        code: "package-changed",
        message: "The package is not the one that was pressed: its bytes have another SHA-256",
        hint: "Press it again",
      });
    }
    return this.run(op, action, place, { ...options, body, ...(onProgress && { onProgress }) }, { sha256: end.sha256 });
  }

  /**
   * Sends a request that must be carried out only once. If an attempt failed but may have been carried out,
   * `findResult` looks for its result; if there is none, the request is sent again.
   */
  async sendOnce<Value>(
    send: () => Promise<Value>,
    options: TransferOptions,
    findResult: (error: RequestFailedError) => Promise<Value | undefined>,
  ): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (!(mayHaveSucceeded(error) && error.failure)) throw error;
        const value = await findResult(error);
        if (value !== undefined) return value;
        if (!(await this.#sender.waitToRetry(error.failure, attempt, options))) throw error;
      }
    }
  }

  /** Waits until no change of the function is in progress, whether the change succeeds or not. */
  async waitWhileChanging(
    found: FunctionConfiguration,
    place: EndpointConfig,
    functionName: string,
    onWait: () => void,
    signal?: AbortSignal,
  ): Promise<FunctionConfiguration> {
    let now = found;
    for (let polls = 1; ; polls++) {
      const until = now.state === "Pending" ? "active" : now.lastUpdateStatus === "InProgress" ? "updated" : undefined;
      if (!until) return now;
      const state = await this.aws.call("waiter", until, now, polls);
      if (state.done) throw new DeployError({ code: "update-failed", message: state.message, hint: state.hint });
      onWait();
      await this.#sender.sleep(state.nextPollMs, signal);
      now = await this.get(place, functionName, signal);
    }
  }

  /** Waits until an update ("updated"), or the creation of a function ("active"), has succeeded. */
  async waitUntil(
    kind: "updated" | "active",
    place: EndpointConfig,
    functionName: string,
    signal?: AbortSignal,
  ): Promise<FunctionConfiguration> {
    for (let polls = 1; ; polls++) {
      const configuration = await this.get(place, functionName, signal);
      const state = await this.aws.call("waiter", kind, configuration, polls);
      if (state.done && state.ok) return configuration;
      if (state.done) throw new DeployError({ code: "update-failed", message: state.message, hint: state.hint });
      await this.#sender.sleep(state.nextPollMs, signal);
    }
  }
}
