import type { Finding } from "./types";

/** What a call rejects with, besides AbortError. */
export class PackagerError extends Error {
  override readonly name = "PackagerError";
  /** Kebab-case; never changes its meaning. That of a finding, where findings are the reason. */
  readonly code: string;
  /** The item it is about, as dropped. */
  readonly path?: string;
  /** What to do. */
  readonly hint?: string;
  /** All findings, where findings are the reason. */
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

/** A worker's WebAssembly trapped or its script failed: nothing the user did wrong. */
export function internalError(message: string): PackagerError {
  return new PackagerError({ code: "internal", message, hint: "Try again; if it happens again, please report it" });
}

/** A worker was ended that had more to do: another call was cancelled, and it did not answer. */
export class EndedError extends PackagerError {
  constructor() {
    super({
      code: "internal",
      message: "Another call was cancelled, and its worker had to be ended",
      hint: "Try again",
    });
  }
}

/** What a call rejects with whose signal was aborted, or whose packager was closed. */
export function abortError(): DOMException {
  return new DOMException("The call was aborted", "AbortError");
}
