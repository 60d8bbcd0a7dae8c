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
  /** Nobody waits at the page: credentials that have ended are a failure, not a question. */
  unattended?: boolean;
}

export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

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

/** How a host's clock goes beside ours. */
interface Offset {
  /** Milliseconds that it is ahead. */
  by: number;
  /** Our clock beside the one that nobody sets, when this was learned. */
  since: number;
}

/** Milliseconds by which a clock moves against the other only when it is set. */
const JUMP = 60_000;

/** Sends requests until they are answered for good: learns the clock and the region, waits, asks for credentials. */
export class Requests {
  readonly aws: AwsClient;
  readonly #pause: Pause;
  readonly #offsets = new Map<string, Offset>();
  /** Regions that buckets turned out to be in, by server and bucket. */
  readonly #regions = new Map<string, string>();
  /** Hosts that have answered this page, so that CORS is not what keeps an answer away. */
  readonly #answered = new Set<string>();

  /** How time passes between attempts, and between looks at what Lambda is doing. */
  readonly wait: Wait;

  constructor(aws: AwsClient, pause: Pause, wait: Wait = sleep) {
    this.aws = aws;
    this.#pause = pause;
    this.wait = wait;
  }

  /** Where a bucket turned out to be. */
  placeOf(bucket: string, place: Place): Place {
    const region = this.#regions.get(nameOf(place, bucket));
    return region ? { ...place, region } : place;
  }

  /** The time by the clock of the host of `url`, as far as it has told; else by this computer's. */
  now(url?: string): number {
    return Date.now() + (this.#aheadOf(hostOf(url)) ?? 0);
  }

  /** Whether the host of `url` has told its time. */
  knowsTime(url: string): boolean {
    return this.#aheadOf(hostOf(url)) !== undefined;
  }

  /** Makes something by the clock of the host it is for, which is known only once it is made. */
  async timed<Made extends { url: string }>(make: (now: number) => Promise<Made>): Promise<Made> {
    const made = await make(this.now());
    return this.knowsTime(made.url) ? make(this.now(made.url)) : made;
  }

  async run<Op extends Operation>(op: Op, trying: Trying, bucket?: string): Promise<Values[Op]> {
    let wasLost = false;
    let corrections = 0;
    for (let attempt = 1; ; ) {
      trying.signal?.throwIfAborted();
      const place = bucket ? this.placeOf(bucket, trying.place) : trying.place;
      const generation = this.#pause.generation();
      let request: SignedRequest;
      try {
        request = await this.timed((now) => trying.make(now, place));
      } catch (error) {
        const isLocked = error instanceof DeployError && error.code === "session-locked";
        if (!isLocked || trying.unattended) throw error;
        const { code, message, hint = "" } = error;
        await this.#pause.renewed({ ...NO_FAILURE, code, message, hint }, trying.signal);
        continue;
      }
      const sent = await (trying.send?.(request) ?? send(request, trying));
      const outcome = await this.#outcome(op, request, sent);
      if (outcome.ok) return outcome.value;
      const { failure } = outcome;
      wasLost ||= isLost(failure);
      if (failure.kind === "expired-credentials" && !trying.unattended) {
        if (generation === this.#pause.generation()) await this.#pause.renewed(failure, trying.signal);
        continue;
      }
      this.#learn(request.url, failure, bucket && nameOf(trying.place, bucket));
      const isCorrection = failure.kind === "skew" || failure.kind === "region";
      if (isCorrection && ++corrections > 3) throw DeployError.of(failure);
      const mayRepeat = trying.mayRepeat || request.isRepeatable || !isLost(failure);
      if (!mayRepeat || !(await this.pause(failure, isCorrection ? 1 : attempt, trying))) {
        throw new LostOr(failure, wasLost);
      }
      if (!isCorrection) attempt++;
    }
  }

  /** Waits for the next attempt; `false` when there is to be none. `attempt` counts those that failed. */
  async pause(failure: Failure, attempt: number, { signal, onFault }: Pick<Trying, "signal" | "onFault">) {
    const delay = await this.aws.call("retryDelay", failure, attempt, Math.random());
    if (delay === undefined) return false;
    onFault?.(failure);
    await this.wait(delay, signal);
    return true;
  }

  async #outcome<Op extends Operation>(op: Op, request: SignedRequest, sent: Sent): Promise<Outcome<Op>> {
    const { origin, host } = new URL(request.url);
    if ("answer" in sent) {
      this.#answered.add(host);
      const outcome = (await this.aws.call("readAnswer", op, sent.answer, isPresigned(request))) as Outcome<Op>;
      return outcome.ok ? outcome : { ok: false, failure: withoutSecrets(outcome.failure, request) };
    }
    if (sent.blocked) return { ok: false, failure: await this.aws.call("blockedFailure", request.url) };
    const asker = this.#answered.has(host) ? origin : location.origin;
    return { ok: false, failure: await this.aws.call("networkFailure", request.url, asker, navigator.onLine) };
  }

  /** Milliseconds that a host's clock is ahead of ours; undefined until it has told. */
  #aheadOf(host: string): number | undefined {
    const offset = this.#offsets.get(host);
    if (!offset || Math.abs(Date.now() - performance.now() - offset.since) < JUMP) return offset?.by;
    // The computer's clock was set meanwhile, or it slept: what was learned is of the clock before.
    this.#offsets.delete(host);
    return undefined;
  }

  #learn(url: string, failure: Failure, bucket?: string): void {
    if (failure.serverTime !== undefined && TIMELY.has(failure.kind)) {
      const since = Date.now() - performance.now();
      this.#offsets.set(hostOf(url), { by: failure.serverTime - Date.now(), since });
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
