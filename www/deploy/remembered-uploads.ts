/**
 * Incomplete multipart uploads, kept in the browser's local storage so that they continue after a reload. Neither
 * credentials nor signed URLs are kept. If storage is forbidden, or contains data that an older version wrote, an
 * upload starts from the beginning.
 */

/** An upload with credentials. */
export interface RememberedUpload {
  bucket: string;
  key: string;
  uploadId: string;
  /** In bytes. */
  partSize: number;
  /** The hash of the package: the parts of another package cannot be used. */
  codeSha256: string;
  /** Bytes of the package. */
  size: number;
}

const UPLOADS = "wheelpress-upload:";
const PARTS = "wheelpress-parts:";

type UploadName = Pick<RememberedUpload, "bucket" | "key" | "codeSha256">;

const storageKey = (server: string, { bucket, key, codeSha256 }: UploadName) =>
  UPLOADS + [server, bucket, key, codeSha256].join(" ");

/** The remembered upload of this package to this place, if there is one. `server` is the endpoint or the region. */
export function recallUpload(
  server: string,
  wanted: UploadName & Pick<RememberedUpload, "size">,
): RememberedUpload | undefined {
  try {
    const text = localStorage.getItem(storageKey(server, wanted));
    const found = text === null ? undefined : (JSON.parse(text) as RememberedUpload);
    return found && found.size === wanted.size && typeof found.uploadId === "string" && found.partSize > 0
      ? found
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this browser has begun the upload of this id and has not ended it. */
export function isRemembered(uploadId: string): boolean {
  try {
    return Object.entries(localStorage).some(
      ([name, text]) => name.startsWith(UPLOADS) && (JSON.parse(text) as RememberedUpload).uploadId === uploadId,
    );
  } catch {
    return false;
  }
}

/** Remembers an upload that has begun. */
export function rememberUpload(server: string, upload: RememberedUpload): void {
  try {
    localStorage.setItem(storageKey(server, upload), JSON.stringify(upload));
  } catch {}
}

/** Forgets an upload that has ended. */
export function forgetUpload(server: string, upload: UploadName): void {
  try {
    localStorage.removeItem(storageKey(server, upload));
  } catch {}
}

/** The number and ETag of the parts that were sent with a ticket. `upload` is the name of the ticket's upload. */
export function recallParts(upload: string): [partNumber: number, etag: string][] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PARTS + upload) ?? "[]");
    const isPart = (one: unknown): one is [number, string] =>
      Array.isArray(one) && Number.isInteger(one[0]) && one[0] > 0 && typeof one[1] === "string" && one[1] !== "";
    return Array.isArray(found) ? found.filter(isPart) : [];
  } catch {
    return [];
  }
}

/** Remembers a part that was sent with a ticket. */
export function rememberPart(upload: string, partNumber: number, etag: string): void {
  // Without its ETag, a part cannot be distinguished from another of the same number.
  if (etag === "") return;
  const others = recallParts(upload).filter(([number]) => number !== partNumber);
  try {
    localStorage.setItem(PARTS + upload, JSON.stringify([...others, [partNumber, etag]]));
  } catch {}
}

/** Forgets the parts of an upload that has ended. */
export function forgetParts(upload: string): void {
  try {
    localStorage.removeItem(PARTS + upload);
  } catch {}
}
