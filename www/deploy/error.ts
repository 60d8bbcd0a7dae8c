import type { Failure, Refusal } from "./boundary";

/** Why a deploy, or a step of it, ended without success. */
export class DeployError extends Error {
  override readonly name = "DeployError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly failure: Failure | undefined;

  constructor({ code, message, hint }: { code: string; message: string; hint?: string }, failure?: Failure) {
    super(message);
    this.code = code;
    this.hint = hint || undefined;
    this.failure = failure;
  }

  static of(failure: Failure): DeployError {
    const code = `aws-${failure.kind}`;
    return new DeployError({ code, message: failure.message, hint: failure.hint }, failure);
  }

  static refused(refusal: Refusal): DeployError {
    return new DeployError(refusal);
  }
}

/** Whether it is unknown if the request was carried out: no answer, or one that says nothing about it. */
export function isLost({ kind }: Failure): boolean {
  return kind === "network" || kind === "cors" || kind === "service" || kind === "unknown";
}
