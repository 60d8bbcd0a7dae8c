import type { Failure, Refusal } from "./aws-types";

/** Why a deploy, or one step of it, did not succeed. The page shows its fields. */
export class DeployError extends Error {
  override readonly name = "DeployError";
  /** In kebab case; "aws-…" with the kind of the failure, where AWS or the network refused. */
  readonly code: string;
  /** What the user can do about it. */
  readonly hint: string | undefined;
  /** What AWS or the network answered, where that is the reason. */
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

/** Whether the request may have been carried out or not: there was no answer, or one that does not say it. */
export function isOutcomeUnknown({ kind }: Failure): boolean {
  return kind === "network" || kind === "cors" || kind === "service" || kind === "unknown";
}

/**
 * Refusals that a request can cause by being carried out twice. Browsers repeat a request on their own when a kept
 * connection breaks, so this happens although the page missed no answer.
 */
const CAUSED_BY_REPETITION = new Set<Failure["kind"]>(["precondition", "exists", "in-progress", "no-such-upload"]);

/** A request failed for good, after all attempts. */
export class RequestFailedError extends DeployError {
  /** Whether one of the attempts may have been carried out all the same. */
  readonly mayHaveSucceeded: boolean;

  /** `wasOutcomeUnknown`: whether the outcome of an attempt is unknown. */
  constructor(failure: Failure, wasOutcomeUnknown: boolean) {
    super({ code: `aws-${failure.kind}`, message: failure.message, hint: failure.hint }, failure);
    this.mayHaveSucceeded = wasOutcomeUnknown || CAUSED_BY_REPETITION.has(failure.kind);
  }
}

/** Whether a request failed, and may have been carried out all the same. */
export function mayHaveSucceeded(error: unknown): error is RequestFailedError {
  return error instanceof RequestFailedError && error.mayHaveSucceeded;
}

/** Whether a request failed because a multipart upload does not exist, or does not exist any more. */
export function isUploadGone(error: unknown): boolean {
  return error instanceof RequestFailedError && error.failure?.kind === "no-such-upload";
}
