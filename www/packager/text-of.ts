import type { Item } from "./types";

/** Larger files state nothing: CloudFormation takes templates of 1 MB. */
const MAX_BYTES = 8 << 20;

/** The text of a file. What cannot be read is told when it is planned. */
export async function textOf({ path, file }: Item): Promise<{ path: string; text: string }[]> {
  if (file.size > MAX_BYTES) return [];
  try {
    return [{ path, text: await file.text() }];
  } catch {
    return [];
  }
}
