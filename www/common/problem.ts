import type { Finding } from "../packager/types";
import { errorMessage } from "./error-message";

/** An error as the page shows it: the fields of a PackagerError or a DeployError, without its class. */
export interface Problem {
  /** In kebab case, such as "wheel-truncated"; "internal" for an error that has no code. */
  code: string;
  message: string;
  /** The item's path as dropped, or the entry's path in the package. */
  path?: string;
  /** What the user can do about it. */
  hint?: string;
  /** All findings, if findings are the reason. */
  findings?: Finding[];
}

/**
 * Reads the fields of a rejection. It does not check the class, because the packager is a separate bundle with its own
 * classes.
 */
export function toProblem(error: unknown): Problem {
  const message = errorMessage(error);
  if (!(error instanceof Error)) return { code: "internal", message };
  const { code, path, hint, findings } = error as Partial<Problem>;
  return {
    code: typeof code === "string" ? code : "internal",
    message,
    ...(typeof path === "string" && { path }),
    ...(typeof hint === "string" && { hint }),
    ...(Array.isArray(findings) && { findings: findings as Finding[] }),
  };
}
