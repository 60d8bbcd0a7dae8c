import type { Finding } from "./types";

/** The error that calls reject with, apart from AbortError. */
export class PackagerError extends Error {
  override readonly name = "PackagerError";
  /** In kebab case; never changes its meaning. If findings are the reason, the code of the first error finding. */
  readonly code: string;
  /** The item that it is about, as dropped. */
  readonly path?: string;
  /** What the user can do about it. */
  readonly hint?: string;
  /** All findings, if findings are the reason. */
  readonly findings?: Finding[];

  constructor(fault: {
    code: string;
    message: string;
    path?: string | undefined;
    hint?: string | undefined;
    findings?: Finding[];
  }) {
    super(fault.message);
    this.code = fault.code;
    if (fault.path !== undefined) this.path = fault.path;
    if (fault.hint !== undefined) this.hint = fault.hint;
    if (fault.findings !== undefined) this.findings = fault.findings;
  }
}

/** The error of a worker whose WebAssembly trapped or whose script failed. The user has done nothing wrong. */
export function internalError(message: string): PackagerError {
  return new PackagerError({ code: "internal", message, hint: "Try again; if it happens again, please report it" });
}

/** The error of a job whose worker was ended because another call was cancelled and the worker did not answer. */
export class WorkerTerminatedError extends PackagerError {
  constructor() {
    super({
      code: "internal",
      message: "Another call was cancelled, and its worker had to be ended",
      hint: "Try again",
    });
  }
}

/** The error of a call whose signal was aborted or whose packager was closed. */
export function abortError(): DOMException {
  return new DOMException("The call was aborted", "AbortError");
}
