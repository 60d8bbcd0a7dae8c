import type { Finding } from "./packager/types";
import type { Problem } from "./state";

/** Reads a rejection by its fields, because the packager's classes belong to its own bundle. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof Error)) return { code: "internal", message: String(error) };
  const { code, path, hint, findings } = error as Partial<Problem>;
  return {
    code: typeof code === "string" ? code : "internal",
    message: error.message || error.name,
    ...(typeof path === "string" && { path }),
    ...(typeof hint === "string" && { hint }),
    ...(Array.isArray(findings) && { findings: findings as Finding[] }),
  };
}
