import type { AwsClient } from "./client";

/** Bytes read at a time. */
const PIECE = 1 << 20;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The SHA-256 of a part of the package in base64. One buffer goes to and fro between the page and the worker:
 * collectors come late for buffers of megabytes, and a package's worth of them would pile up.
 */
export async function hashOf(aws: AwsClient, slice: Blob): Promise<string> {
  const hash = await aws.call("beginHash");
  const read = reading(slice);
  let buffer = new Uint8Array(PIECE) as Bytes;
  for (let at = 0; at < slice.size; ) {
    const bytes = await read(at, buffer);
    at += bytes.length;
    const given = await aws.call("pushHash", hash, bytes);
    buffer = new Uint8Array(given.buffer);
  }
  return aws.call("endHash", hash);
}

/** Reads on from `at`, into the buffer where the engine can. */
function reading(blob: Blob): (at: number, buffer: Bytes) => Promise<Bytes> {
  const reader = byteReader(blob);
  if (!reader) return async (at) => new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
  return async (_, buffer) => {
    const { value } = await reader.read(buffer);
    if (!value || value.length === 0) throw new DOMException("The package cannot be read any more", "NotReadableError");
    return value;
  };
}

/** Undefined where blobs are not byte streams. */
function byteReader(blob: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return blob.stream().getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
