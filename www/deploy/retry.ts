import type { Failure, Operation, Outcome, Place, SignedRequest, Values } from "./boundary";
import type { AwsClient } from "./client";
import { DeployError, isLost } from "./error";
import { withoutSecrets } from "./redact";
import { type Sending, type Sent, send } from "./send";

export interface Pause {
  /** Counts credentials: what was signed by earlier ones is signed again without asking. */
  generation(): number;
  /** Resolves once there are new credentials; rejects when the user gives up. */
  renewed(failure: Failure, signal?: AbortSignal): Promise<void>;
}

export interface Trying extends Sending {
  /** Signs, or makes, the request as of now and for this place. */
  make(now: number, place: Place): Promise<SignedRequest>;
  place: Place;
  /** Told of every fault that is tried again. */
  onFault?: (failure: Failure) => void;
  /** Whether an answer that was lost is no reason to stop, whatever the request says of itself. */
  mayRepeat?: boolean;
  send?: (request: SignedRequest) => Promise<Sent>;
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
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
}

/** Sends requests until they are answered for good: learns the clock and the region, waits, asks for credentials. */
export class Requests {
  readonly aws: AwsClient;
  readonly #pause: Pause;
  /** Milliseconds that a host's clock is ahead of ours. */
  readonly #offsets = new Map<string, number>();
  /** Regions that buckets turned out to be in, by server and bucket. */
  readonly #regions = new Map<string, string>();
  /** Hosts that have answered this page, so that CORS is not what keeps an answer away. */
  readonly #answered = new Set<string>();

  constructor(aws: AwsClient, pause: Pause) {
    this.aws = aws;
    this.#pause = pause;
  }

  /** The time by the clock of the host of `url`, as far as it has told; else by this computer's. */
  now(url?: string): number {
    return Date.now() + (this.#offsets.get(hostOf(url)) ?? 0);
  }

  /** Whether the host of `url` has told its time. */
  knowsTime(url: string): boolean {
    return this.#offsets.has(hostOf(url));
  }

  /** Makes something by the clock of the host it is for, which is known only once it is made. */
  async timed<Made extends { url: string }>(make: (now: number) => Promise<Made>): Promise<Made> {
    const made = await make(this.now());
    return this.#offsets.has(new URL(made.url).host) ? make(this.now(made.url)) : made;
  }

  async run<Op extends Operation>(op: Op, trying: Trying, bucket?: string): Promise<Values[Op]> {
    let wasLost = false;
    let corrections = 0;
    for (let attempt = 1; ; ) {
      trying.signal?.throwIfAborted();
      const region = bucket && this.#regions.get(nameOf(trying.place, bucket));
      const place = region ? { ...trying.place, region } : trying.place;
      const generation = this.#pause.generation();
      let request: SignedRequest;
      try {
        request = await this.timed((now) => trying.make(now, place));
      } catch (error) {
        if (!(error instanceof DeployError && error.code === "session-locked")) throw error;
        const { code, message, hint = "" } = error;
        await this.#pause.renewed({ ...NO_FAILURE, code, message, hint }, trying.signal);
        continue;
      }
      const sent = await (trying.send?.(request) ?? send(request, trying));
      const outcome = await this.#outcome(op, request, sent);
      if (outcome.ok) return outcome.value;
      const { failure } = outcome;
      wasLost ||= isLost(failure);
      if (failure.kind === "expired-credentials") {
        if (generation === this.#pause.generation()) await this.#pause.renewed(failure, trying.signal);
        continue;
      }
      this.#learn(request.url, failure, bucket && nameOf(trying.place, bucket));
      const isCorrection = failure.kind === "skew" || failure.kind === "region";
      if (isCorrection && ++corrections > 3) throw DeployError.of(failure);
      const delay = await this.aws.call("retryDelay", failure, isCorrection ? 1 : attempt, Math.random());
      const mayRepeat = trying.mayRepeat || request.isRepeatable || !isLost(failure);
      if (delay === undefined || !mayRepeat) throw new LostOr(failure, wasLost);
      if (!isCorrection) attempt++;
      trying.onFault?.(failure);
      await sleep(delay, trying.signal);
    }
  }

  async #outcome<Op extends Operation>(op: Op, request: SignedRequest, sent: Sent): Promise<Outcome<Op>> {
    const { origin, host } = new URL(request.url);
    if ("answer" in sent) {
      this.#answered.add(host);
      const outcome = (await this.aws.call("readAnswer", op, sent.answer, isPresigned(request))) as Outcome<Op>;
      return outcome.ok ? outcome : { ok: false, failure: withoutSecrets(outcome.failure, request) };
    }
    const asker = this.#answered.has(host) ? origin : location.origin;
    return { ok: false, failure: await this.aws.call("networkFailure", request.url, asker, navigator.onLine) };
  }

  #learn(url: string, failure: Failure, bucket?: string): void {
    if (failure.serverTime !== undefined && TIMELY.has(failure.kind)) {
      this.#offsets.set(new URL(url).host, failure.serverTime - Date.now());
    }
    if (failure.region && bucket) this.#regions.set(bucket, failure.region);
  }
}

/** Empty of what is no URL, as what is pasted may be. */
const hostOf = (url = "") => (URL.canParse(url) ? new URL(url).host : "");

/** Refusals for a time, which come with the server's. */
const TIMELY = new Set<Failure["kind"]>(["skew", "expired-url"]);

/** A bucket's name is one server's own. */
const nameOf = ({ s3Endpoint = "" }: Place, bucket: string) => `${s3Endpoint} ${bucket}`;

/** Signed by somebody else: it can neither be signed anew, nor do credentials of the user's help. */
function isPresigned({ headers }: SignedRequest): boolean {
  return !headers.some(([name]) => name.toLowerCase() === "authorization");
}

/**
 * Refusals that the request itself may have caused by being carried out before. Browsers send a request again
 * on their own when a kept connection breaks, so this happens without an answer being lost to the page.
 */
const AFTERMATH = new Set<Failure["kind"]>(["precondition", "exists", "in-progress", "no-such-upload"]);

/** A failure, and whether an earlier attempt may have been carried out all the same. */
export class LostOr extends DeployError {
  readonly wasLost: boolean;

  constructor(failure: Failure, wasLost: boolean) {
    super({ code: `aws-${failure.kind}`, message: failure.message, hint: failure.hint }, failure);
    this.wasLost = wasLost || AFTERMATH.has(failure.kind);
  }
}

const NO_FAILURE = { kind: "expired-credentials", status: 0, retryable: false } as const;
