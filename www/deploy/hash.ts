import type { AwsClient } from "./client";

/** Number of bytes that are hashed in one call. */
const PIECE = 1 << 20;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Computes the SHA-256 of a part of the package, in base64. One buffer is used for all pieces, and is passed back and
 * forth between the page and the worker: garbage collectors free large buffers late, and a buffer for each piece would
 * fill memory.
 */
export async function sha256Of(aws: AwsClient, slice: Blob): Promise<string> {
  const hash = await aws.call("beginHash");
  const read = createReader(slice);
  let buffer = new Uint8Array(PIECE) as Bytes;
  for (let at = 0; at < slice.size; ) {
    const bytes = await read(at, buffer);
    at += bytes.length;
    const returned = await aws.call("pushHash", hash, bytes);
    buffer = new Uint8Array(returned.buffer);
  }
  return aws.call("endHash", hash);
}

/** Returns a function that reads the piece at `at`, into `buffer` if the browser supports that. */
function createReader(blob: Blob): (at: number, buffer: Bytes) => Promise<Bytes> {
  const reader = byteReader(blob);
  if (!reader) return async (at) => new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
  return async (_, buffer) => {
    const { value } = await reader.read(buffer);
    if (!value || value.length === 0) throw new DOMException("The package cannot be read any more", "NotReadableError");
    return value;
  };
}

/** A reader of the blob; undefined in browsers whose blobs are not byte streams. */
function byteReader(blob: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return blob.stream().getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
