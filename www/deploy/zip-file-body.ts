import type { LambdaAction, ZipFileEnd } from "./aws-types";
import type { AwsClient } from "./client";

/**
 * Number of bytes of the zip that are encoded to base64 in one call: a multiple of three, so that each chunk is
 * complete on its own.
 */
const CHUNK = 3 * 1024 * 1024;

/**
 * The JSON body of a request that contains the package in base64, as a Blob. Neither the body nor the package is ever a
 * single string in memory.
 */
export async function zipFileBody(
  aws: AwsClient,
  action: LambdaAction,
  zip: Blob,
  signal?: AbortSignal,
): Promise<{ body: Blob; end: ZipFileEnd }> {
  const number = await aws.call("beginBody", action);
  const chunks: Blob[] = [];
  for (let at = 0; at < zip.size; at += CHUNK) {
    signal?.throwIfAborted();
    const bytes = new Uint8Array(await zip.slice(at, at + CHUNK).arrayBuffer());
    chunks.push(new Blob([await aws.call("pushBody", number, bytes)]));
  }
  const end = await aws.call("endBody", number);
  return { body: new Blob([...chunks, end.bytes]), end };
}
