/** Multipart uploads under way, so that they go on after a reload. Never credentials, never signed URLs. */

export interface Remembered {
  bucket: string;
  key: string;
  uploadId: string;
  partSize: number;
  /** Of the package: another package's parts are of no use. */
  codeSha256: string;
  size: number;
}

const PREFIX = "wheelpress-upload:";
const PARTS = "wheelpress-parts:";

const nameOf = (where: string, { bucket, key, codeSha256 }: Pick<Remembered, "bucket" | "key" | "codeSha256">) =>
  PREFIX + [where, bucket, key, codeSha256].join(" ");

/** `where`: the endpoint or the region. */
export function recall(
  where: string,
  wanted: Pick<Remembered, "bucket" | "key" | "codeSha256" | "size">,
): Remembered | undefined {
  try {
    const text = localStorage.getItem(nameOf(where, wanted));
    const found = text === null ? undefined : (JSON.parse(text) as Remembered);
    return found && found.size === wanted.size && typeof found.uploadId === "string" && found.partSize > 0
      ? found
      : undefined;
  } catch {
    // Storage can be forbidden, or hold what an older version wrote: the upload then starts afresh.
    return undefined;
  }
}

/** Whether an upload of this id is one this browser has begun and not ended. */
export function isRemembered(uploadId: string): boolean {
  try {
    return Object.entries(localStorage).some(
      ([name, text]) => name.startsWith(PREFIX) && (JSON.parse(text) as Remembered).uploadId === uploadId,
    );
  } catch {
    return false;
  }
}

export function remember(where: string, upload: Remembered): void {
  try {
    localStorage.setItem(nameOf(where, upload), JSON.stringify(upload));
  } catch {
    // Without storage an upload only does not outlive the page.
  }
}

export function forget(where: string, upload: Pick<Remembered, "bucket" | "key" | "codeSha256">): void {
  try {
    localStorage.removeItem(nameOf(where, upload));
  } catch {}
}

/** Parts sent under a ticket, by the ETags that the server gave them. `upload`: what they are of. */
export function recallParts(upload: string): [number, string][] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PARTS + upload) ?? "[]");
    const isPart = (one: unknown): one is [number, string] =>
      Array.isArray(one) && Number.isInteger(one[0]) && one[0] > 0 && typeof one[1] === "string" && one[1] !== "";
    return Array.isArray(found) ? found.filter(isPart) : [];
  } catch {
    return [];
  }
}

export function rememberPart(upload: string, partNumber: number, etag: string): void {
  // Where the bucket hides it, a part cannot be told from another.
  if (etag === "") return;
  const others = recallParts(upload).filter(([number]) => number !== partNumber);
  try {
    localStorage.setItem(PARTS + upload, JSON.stringify([...others, [partNumber, etag]]));
  } catch {
    // As above.
  }
}

export function forgetParts(upload: string): void {
  try {
    localStorage.removeItem(PARTS + upload);
  } catch {}
}
