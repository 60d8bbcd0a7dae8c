import type { Failure, Refusal } from "./aws-types";

/** The reason why a deploy, or one step of it, failed. The page shows its fields. */
export class DeployError extends Error {
  override readonly name = "DeployError";
  /** In kebab case; "aws-…" with the kind of the failure if AWS or the network refused. */
  readonly code: string;
  /** What the user can do about it. */
  readonly hint: string | undefined;
  /** The answer of AWS or the network, if that is the reason. */
  readonly failure: Failure | undefined;

  constructor({ code, message, hint }: { code: string; message: string; hint?: string }, failure?: Failure) {
    super(message);
    this.code = code;
    this.hint = hint || undefined;
    this.failure = failure;
  }

  /** The error for a failed request. */
  static fromFailure(failure: Failure): DeployError {
    const code = `aws-${failure.kind}`;
    return new DeployError({ code, message: failure.message, hint: failure.hint }, failure);
  }

  /** The error for a call that WebAssembly refused. */
  static fromRefusal(refusal: Refusal): DeployError {
    return new DeployError(refusal);
  }
}

/** Whether it is unknown if the request was carried out: there was no answer, or one that does not show it. */
export function isOutcomeUnknown({ kind }: Failure): boolean {
  return kind === "network" || kind === "cors" || kind === "service" || kind === "unknown";
}

/**
 * Kinds of refusals that occur if a request is carried out twice. Browsers repeat a request on their own when a kept
 * connection breaks, so this can happen although the page received every answer.
 */
const CAUSED_BY_REPETITION = new Set<Failure["kind"]>(["precondition", "exists", "in-progress", "no-such-upload"]);

/** The error of a request that failed after all attempts. */
export class RequestFailedError extends DeployError {
  /** Whether one of the attempts may have been carried out nevertheless. */
  readonly mayHaveSucceeded: boolean;

  /** `wasOutcomeUnknown`: whether the outcome of an attempt is unknown. */
  constructor(failure: Failure, wasOutcomeUnknown: boolean) {
    super({ code: `aws-${failure.kind}`, message: failure.message, hint: failure.hint }, failure);
    this.mayHaveSucceeded = wasOutcomeUnknown || CAUSED_BY_REPETITION.has(failure.kind);
  }
}

/** Whether a request failed but may have been carried out nevertheless. */
export function mayHaveSucceeded(error: unknown): error is RequestFailedError {
  return error instanceof RequestFailedError && error.mayHaveSucceeded;
}

/** Whether a request failed because a multipart upload does not exist (any more). */
export function isUploadGone(error: unknown): boolean {
  return error instanceof RequestFailedError && error.failure?.kind === "no-such-upload";
}
