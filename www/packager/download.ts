/** A whole file, streamed and hashed as it passes; after a lost connection it goes on where it was. */

import { isPart } from "../common/is-part";
import { Call } from "./call";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { eachChunk, type Transport, TransportError } from "./transport";

/** Bytes that are put together before they are hashed, and before the browser may keep them on the disk. */
const PIECE = 1 << 20;

/** What was fetched. */
export interface Downloaded {
  file: Blob;
  /** In hexadecimal. */
  sha256: string;
  /** It came in several answers, which may have been of different files. */
  isPieced: boolean;
}

/** Where a file is, and what is known of it. */
export interface Remote {
  url: string;
  index: string;
  size?: number | undefined;
}

let nextHash = 0;

/** Fetches a file. Rejects as `Transport.send` does. */
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
  /** Of the file that the parts are of. */
  let version = "";

  const flush = async () => {
    if (pending === 0) return;
    // A blob's bytes are the browser's, which may keep them on the disk.
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
    // Whoever does not know ranges begins again, and so does whoever has another file by now, or none that is as long.
    const goesOn = isPart(response, got) && versionOf(response) === version;
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

  // More than ever before: who begins again each time, and ends anywhere, would be asked for ever.
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

/** What tells two versions of a file apart, as far as a page may read it. */
const versionOf = ({ headers }: Response) => `${headers.get("ETag") ?? ""} ${headers.get("Last-Modified") ?? ""}`;

/** The hash of a file that is here. */
export async function hashOf(file: Blob, pool: Pool<IndexService>): Promise<string> {
  const hash = nextHash++;
  for (let at = 0; at < file.size; at += PIECE) {
    const buffer = await file.slice(at, at + PIECE).arrayBuffer();
    await pool.hand("hash", () => [{ hash, buffer }, [buffer]], new Call());
  }
  return pool.run("hashed", { hash }, new Call());
}
