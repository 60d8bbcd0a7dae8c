import type { Item } from "./types";

/** Maximum bytes of a file that may contain statements. CloudFormation accepts templates of 1 MB. */
const MAX_BYTES = 8 << 20;

/** The text of a file; empty if it cannot be read, which planning reports. */
export async function textOf({ path, file }: Item): Promise<{ path: string; text: string }[]> {
  if (file.size > MAX_BYTES) return [];
  try {
    return [{ path, text: await file.text() }];
  } catch {
    return [];
  }
}
