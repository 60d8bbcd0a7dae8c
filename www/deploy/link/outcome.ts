import { compareObject, type ExpectedObject } from "../s3/compare-object";
import type { ObjectLookup } from "../s3/s3-client";

/**
 * Determines the outcome of an upload whose answer could not be read, from the object before and after it. A form has
 * no checksum that S3 would state, so an object of the same size that was written meanwhile is taken for the package.
 */
export function outcomeOf(
  before: ObjectLookup,
  after: ObjectLookup,
  expected: ExpectedObject,
): "stored" | "not-stored" | "unknown" {
  if ("absent" in after) return "not-stored";
  if ("unknown" in after) return "unknown";
  const verdict = compareObject(after.found, expected);
  if (verdict !== "hidden") return verdict === "same" ? "stored" : "not-stored";
  if ("absent" in before) return "stored";
  if ("unknown" in before) return "unknown";
  const marks = (["versionId", "etag", "lastModified"] as const).filter((mark) => after.found[mark] !== undefined);
  if (marks.some((mark) => before.found[mark] !== after.found[mark])) return "stored";
  return marks.length > 0 ? "not-stored" : "unknown";
}
