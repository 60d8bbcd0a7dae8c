import type { EndpointConfig, Failure, Operation, Outcome, SignedRequest, Values } from "./aws-types";
import type { AwsClient } from "./client";
import { DeployError, isOutcomeUnknown, RequestFailedError } from "./error";
import { withoutSecrets } from "./redact";
import { type SendOptions, type SendResult, send } from "./send";
import { ServerClock } from "./server-clock";

/** Provides signatures, and new credentials when the old ones have expired. */
export interface CredentialSource {
  /**
   * A number that grows with each set of credentials. A request that was signed with older credentials is signed again
   * without asking the user.
   */
  generation(): number;
  /** Resolves once there are new credentials; rejects if the user cancels. */
  renewed(failure: Failure, signal?: AbortSignal): Promise<void>;
}

/** A request, and what to do if it fails. */
export interface RequestOptions extends SendOptions {
  /** Makes the request for a place. It is called for each attempt. `now` is in milliseconds since 1970. */
  make(now: number, place: EndpointConfig): Promise<SignedRequest>;
  place: EndpointConfig;
  /** The bucket that a pasted link names. Each bucket has its own CORS configuration. */
  linkedBucket?: string;
  /** Called with each failure after which the request is sent again. */
  onRetry?: (failure: Failure) => void;
  /**
   * Whether to send again although the outcome of an attempt is unknown and the request is marked as not repeatable.
   */
  mayRepeat?: boolean;
  /** Sends the request, instead of the function `send`. */
  send?: (request: SignedRequest) => Promise<SendResult>;
  /** The fields of the form that `send` sends. They contain the secrets that authorise it. */
  fields?: [name: string, value: string][];
  /**
   * Whether no user waits for the request: then expired credentials are a failure, and the request does not wait for
   * new ones.
   */
  unattended?: boolean;
}

/** Waits some milliseconds. Rejects with the signal's reason when `signal` is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });

/** Maximum number of corrections of clock and region for one request, after which it fails. */
const MAX_CORRECTIONS = 3;

/**
 * Sends requests until there is a final answer. Between attempts it waits, corrects the clock and the region, and asks
 * for new credentials.
 */
export class RequestSender {
  readonly aws: AwsClient;
  readonly clock = new ServerClock();
  /** Waits between attempts, and between requests for the state of a function. */
  readonly sleep: Sleep;
  readonly #credentials: CredentialSource;
  /** The regions that servers have stated for buckets, by server and bucket. */
  readonly #regions = new Map<string, string>();
  /**
   * Servers and buckets that have answered this page before, by `answererOf`. For them, CORS is not the reason for a
   * missing answer.
   */
  readonly #answered = new Set<string>();

  constructor(aws: AwsClient, credentials: CredentialSource, sleepFor: Sleep = sleep) {
    this.aws = aws;
    this.#credentials = credentials;
    this.sleep = sleepFor;
  }

  /** The place with the region of the bucket, if a server has stated another one. */
  placeOfBucket(bucket: string, place: EndpointConfig): EndpointConfig {
    const region = this.#regions.get(bucketId(place, bucket));
    return region ? { ...place, region } : place;
  }

  /** Calls `make` with the time of the host. The host is known only after a first call, with this computer's time. */
  async makeOnTime<Result extends { url: string }>(make: (now: number) => Promise<Result>): Promise<Result> {
    const made = await make(this.clock.now());
    return this.clock.knows(made.url) ? make(this.clock.now(made.url)) : made;
  }

  /**
   * Sends a request until it has a final answer. Rejects with a RequestFailedError, or with the reason of the signal.
   * `bucket` is the bucket whose region applies.
   */
  async run<Op extends Operation>(op: Op, options: RequestOptions, bucket?: string): Promise<Values[Op]> {
    let wasOutcomeUnknown = false;
    let corrections = 0;
    for (let attempt = 1; ; ) {
      options.signal?.throwIfAborted();
      const place = bucket ? this.placeOfBucket(bucket, options.place) : options.place;
      const generation = this.#credentials.generation();
      const request = await this.#make(options, place);
      if (!request) continue;
      const result = await (options.send?.(request) ?? send(request, options));
      const answerer = answererOf(request, bucket ?? options.linkedBucket);
      const outcome = await this.#readOutcome(op, request, result, answerer);
      if (outcome.ok) return outcome.value;
      const failure = withoutSecrets(outcome.failure, request, options.fields);
      wasOutcomeUnknown ||= isOutcomeUnknown(failure);
      if (failure.kind === "expired-credentials" && !options.unattended) {
        if (generation === this.#credentials.generation()) await this.#credentials.renewed(failure, options.signal);
        continue;
      }
      this.#learn(request.url, failure, bucket && bucketId(options.place, bucket));
      const isCorrection = failure.kind === "skew" || failure.kind === "region";
      if (isCorrection && ++corrections > MAX_CORRECTIONS) throw DeployError.fromFailure(failure);
      const mayRepeat = options.mayRepeat || request.isRepeatable || !isOutcomeUnknown(failure);
      if (!mayRepeat || !(await this.waitToRetry(failure, isCorrection ? 1 : attempt, options))) {
        throw new RequestFailedError(failure, wasOutcomeUnknown);
      }
      if (!isCorrection) attempt++;
    }
  }

  /**
   * Waits until the next attempt. Returns `false` if there is to be none. `attempt` is the number of failed attempts,
   * from 1.
   */
  async waitToRetry(
    failure: Failure,
    attempt: number,
    { signal, onRetry }: Pick<RequestOptions, "signal" | "onRetry">,
  ): Promise<boolean> {
    const delay = await this.aws.call("retryDelay", failure, attempt, Math.random());
    if (delay === undefined) return false;
    onRetry?.(failure);
    await this.sleep(delay, signal);
    return true;
  }

  /** Makes the request. Undefined if the credentials were locked and new ones have been entered. */
  async #make(options: RequestOptions, place: EndpointConfig): Promise<SignedRequest | undefined> {
    try {
      return await this.makeOnTime((now) => options.make(now, place));
    } catch (error) {
      const isLocked = error instanceof DeployError && error.code === "session-locked";
      if (!isLocked || options.unattended) throw error;
      const { code, message, hint = "" } = error;
      await this.#credentials.renewed({ ...NO_ANSWER, code, message, hint }, options.signal);
      return undefined;
    }
  }

  async #readOutcome<Op extends Operation>(
    op: Op,
    request: SignedRequest,
    result: SendResult,
    answerer: string,
  ): Promise<Outcome<Op>> {
    if ("answer" in result) {
      this.#answered.add(answerer);
      return (await this.aws.call("readAnswer", op, result.answer, isPresigned(request))) as Outcome<Op>;
    }
    if (result.blocked) return { ok: false, failure: await this.aws.call("blockedFailure", request.url) };
    // The origin of the server itself rules out CORS as the reason.
    const pageOrigin = this.#answered.has(answerer) ? new URL(request.url).origin : location.origin;
    return { ok: false, failure: await this.aws.call("networkFailure", request.url, pageOrigin, navigator.onLine) };
  }

  #learn(url: string, failure: Failure, bucket?: string): void {
    if (failure.serverTime !== undefined && STATES_TIME.has(failure.kind)) this.clock.learn(url, failure.serverTime);
    if (failure.region && bucket) this.#regions.set(bucket, failure.region);
  }
}

/** Kinds of refusals because of the time. The server states its own time in them. */
const STATES_TIME = new Set<Failure["kind"]>(["skew", "expired-url"]);

/** The key of a bucket. Two servers can have buckets of the same name. */
const bucketId = ({ s3Endpoint = "" }: EndpointConfig, bucket: string) => `${s3Endpoint} ${bucket}`;

/**
 * The key of the CORS configuration that lets this page read an answer: that of the host or, with S3, of the bucket on
 * that host.
 */
const answererOf = ({ url }: SignedRequest, bucket = "") => `${new URL(url).host} ${bucket}`;

/**
 * Whether a request was signed by someone else. This page cannot sign it again, and the user's credentials do not help.
 */
function isPresigned({ headers }: SignedRequest): boolean {
  return !headers.some(([name]) => name.toLowerCase() === "authorization");
}

/** The common fields of a failure for which nothing was sent. */
const NO_ANSWER = { kind: "expired-credentials", status: 0, retryable: false } as const;
