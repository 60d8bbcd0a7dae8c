/** Downloads a whole file, and hashes it while it arrives. After a lost connection it continues where it stopped. */

import { isPartialContent } from "../common/is-partial-content";
import { Call } from "./call";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { eachChunk, type Transport, TransportError } from "./transport";

/** Bytes that are collected before they are hashed. After that, the browser may keep them on disk. */
const PIECE = 1 << 20;

/** A downloaded file. */
export interface Downloaded {
  file: Blob;
  /** In hexadecimal. */
  sha256: string;
  /** Whether it came in several responses, which may have been of different files. */
  isPieced: boolean;
}

/** The address of a file, and what is known about it. */
export interface Remote {
  url: string;
  index: string;
  size?: number | undefined;
}

let nextHash = 0;

/** Downloads a file. Rejects as `Transport.send` does. */
export async function download(
  { url, index, size }: Remote,
  transport: Transport,
  pool: Pool<IndexService>,
  onBytes: (bytes: number) => void,
): Promise<Downloaded> {
  let hash = nextHash++;
  let parts: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [got, pending, most, answers] = [0, 0, 0, 0];
  /** The version of the file that the parts belong to. */
  let version = "";

  const flush = async () => {
    if (pending === 0) return;
    // The bytes of a blob belong to the browser, which may keep them on disk.
    const piece = new Blob(waiting);
    [waiting, pending] = [[], 0];
    parts.push(piece);
    const buffer = await piece.arrayBuffer();
    await pool.hand("hash", () => [{ hash, buffer }, [buffer]], new Call());
  };

  const restart = () => {
    onBytes(-got);
    [hash, parts, waiting, got, pending, answers] = [nextHash++, [], [], 0, 0, 0];
  };

  const take = async (response: Response, alive: () => void) => {
    const { status } = response;
    // The download restarts if the server does not support ranges, if the file has changed, or if the file is now
    // shorter.
    const goesOn = isPartialContent(response, got) && versionOf(response) === version;
    const isOther = got > 0 && (status === 206 || status === 416) && !goesOn;
    if (got > 0 && !goesOn) restart();
    if (isOther) {
      await response.body?.cancel().catch(() => {});
      throw new Error("it has changed while it was fetched");
    }
    if (status !== 200 && status !== 206) throw new TransportError(`its status is ${status}`);
    if (answers++ === 0) version = versionOf(response);
    await eachChunk(response, async (chunk) => {
      alive();
      got += chunk.byteLength;
      pending += chunk.byteLength;
      waiting.push(chunk);
      onBytes(chunk.byteLength);
      if (size !== undefined && got > size) {
        throw new TransportError(`it has more bytes than the ${size} that are stated`);
      }
      if (pending >= PIECE) await flush();
    });
    await flush();
    if (size !== undefined && got < size) throw new Error(`it ended after ${got} of ${size} bytes`);
  };

  // Whether more bytes have arrived than in any earlier attempt. Otherwise a server that restarts each time and ends at
  // any point would be requested forever.
  const hasProgressed = () => {
    const progressed = got > most;
    most = Math.max(most, got);
    return progressed;
  };

  await transport.send(
    () => ({ url, index, ...(got > 0 && { range: { start: got, ...(size !== undefined && { end: size }) } }) }),
    take,
    hasProgressed,
  );
  const sha256 = await pool.run("hashed", { hash }, new Call());
  return { file: new Blob(parts), sha256, isPieced: answers > 1 };
}

/** Distinguishes versions of a file, as far as a page may read the headers. */
const versionOf = ({ headers }: Response) => `${headers.get("ETag") ?? ""} ${headers.get("Last-Modified") ?? ""}`;

/** The hash of a local file. */
export async function hashOf(file: Blob, pool: Pool<IndexService>): Promise<string> {
  const hash = nextHash++;
  for (let at = 0; at < file.size; at += PIECE) {
    const buffer = await file.slice(at, at + PIECE).arrayBuffer();
    await pool.hand("hash", () => [{ hash, buffer }, [buffer]], new Call());
  }
  return pool.run("hashed", { hash }, new Call());
}
