import { begin, GRACE, later, withNote } from "./begin";
import type { ObjectName, Part, S3Action, Values } from "./boundary";
import { DeployError } from "./error";
import { isGone, type Multipart, sendParts, type Watch, type Zip } from "./parts";
import { compareHeld, type Expected, expectedInParts, expectedWhole, PROOF } from "./proof";
import { forget, type Remembered, recall, remember } from "./remember";
import type { Requests } from "./retry";
import { type Located, type Look, mayBeOurs, S3Requests } from "./s3-requests";
import { send } from "./send";

/** From this size on, parts: a lost connection then costs one part. */
const MULTIPART_FROM = 16 * 1024 * 1024;

export interface Uploaded extends ObjectName {
  version?: string;
  /** What proves that the object is the package. */
  verified: string;
  /** What may be left besides. */
  note?: string;
}

export interface Destination extends Located {
  ifNoneMatch?: boolean;
}

interface Options {
  /** Bytes from which packages go in parts. */
  multipartFrom?: number;
}

type Stored = Values["PutObject"];

/** Where an upload has got to. */
interface Done {
  stored: Stored;
  expected: Expected;
  /** The object was looked at already, because the answer was lost. */
  isSettled?: boolean;
  note?: string;
}

/** Uploads with credentials. */
export class S3 {
  readonly #s3: S3Requests;
  readonly #multipartFrom: number;

  constructor(requests: Requests, { multipartFrom = MULTIPART_FROM }: Options = {}) {
    this.#s3 = new S3Requests(requests);
    this.#multipartFrom = multipartFrom;
  }

  async upload(zip: Zip, to: Destination, watch: Watch): Promise<Uploaded> {
    const { bucket, key } = to;
    const done = await (zip.blob.size >= this.#multipartFrom
      ? this.#inParts(zip, to, watch)
      : this.#whole(zip, to, watch));
    const { stored, note } = done;
    try {
      if (watch.signal?.aborted) throw cancelledLate(to);
      const verified = done.isSettled ? PROOF.checksum : await this.#verified(to, done, watch);
      const { versionId: version } = stored;
      return { bucket, key, ...(version && { version }), verified, ...(note && { note }) };
    } catch (error) {
      throw withNote(watch.signal?.aborted ? cancelledLate(to) : error, note);
    }
  }

  /** Begins an upload for someone else to carry on; `abort` ends it. */
  async begin(to: Located): Promise<string> {
    return (await begin(this.#s3, to, {}, false)).uploadId;
  }

  abort(to: Located, uploadId: string): Promise<boolean> {
    return this.#s3.abort(to, uploadId);
  }

  /** S3 has answered and checked what arrived; what it holds now is looked at, where that is allowed. */
  async #verified(to: Destination, { stored, expected }: Done, { signal }: Watch): Promise<string> {
    const look = await this.#s3.look(to, signal);
    if ("unknown" in look) return PROOF.unseen;
    const { bucket, key } = to;
    const held = "held" in look ? look.held : undefined;
    const verdict = held ? compareHeld(held, expected) : "other";
    const isReplaced = stored.etag !== undefined && held?.etag !== undefined && held.etag !== stored.etag;
    if (verdict === "same") return PROOF.checksum;
    if (verdict === "hidden" && !isReplaced) return PROOF.answer;
    const is = held?.size === undefined ? "is not the package" : `has ${held.size} bytes that are not the package's`;
    throw new DeployError({
      code: "upload-differs",
      message: held
        ? `The object "${key}" in "${bucket}" ${is}, which has ${expected.size} bytes`
        : `The object "${key}" is not in "${bucket}" any more`,
      hint: "Something else may have written to the same key: upload again",
    });
  }

  async #whole(zip: Zip, to: Destination, watch: Watch): Promise<Done> {
    const { place, bucket, key, ifNoneMatch } = to;
    const { blob, codeSha256 } = zip;
    const expected = expectedWhole(zip);
    const action: S3Action = {
      op: "PutObject",
      bucket,
      key,
      checksumSha256: codeSha256,
      ...(ifNoneMatch && { ifNoneMatch }),
    };
    try {
      return { stored: await this.#s3.run("PutObject", action, place, { zip: blob, ...watch }), expected };
    } catch (error) {
      // An earlier attempt whose answer was lost may be what is in the way.
      if (watch.signal?.aborted || !mayBeOurs(error)) throw error;
      const look = await this.#s3.look(to, watch.signal);
      const settled = settledBy(look, expected);
      if (settled) return { stored: settled, expected, isSettled: true };
      throw undecided(to, look, expected, error);
    }
  }

  async #inParts(zip: Zip, to: Destination, watch: Watch): Promise<Done> {
    const { place, bucket, key } = to;
    const { codeSha256, blob } = zip;
    const where = place.s3Endpoint ?? place.region;
    const wanted = { bucket, key, codeSha256, size: blob.size };
    const earlier = recall(where, wanted);
    try {
      if (earlier) return await this.#send(zip, to, earlier, await this.#arrived(to, earlier, watch), where, watch);
    } catch (error) {
      if (!isGone(error)) throw error;
      forget(where, wanted);
      // It may have been completed by an attempt whose answer was lost.
      const expected = earlier && (await expectedInParts(this.#s3.requests.aws, zip, earlier.partSize));
      const settled = expected && settledBy(await this.#s3.look(to, watch.signal), expected);
      if (settled) return { stored: settled, expected, isSettled: true };
    }
    const { partSize } = await this.#s3.requests.aws.call("partPlan", blob.size);
    const { uploadId, note } = await begin(this.#s3, to, watch, true);
    const begun = { ...wanted, uploadId, partSize };
    remember(where, begun);
    try {
      const done = await this.#send(zip, to, begun, [], where, watch);
      return { ...done, ...(note && { note }) };
    } catch (error) {
      throw withNote(error, note);
    }
  }

  /** Where listing is not allowed, all parts are sent again: that is no fault. */
  async #arrived(to: Destination, { uploadId }: Remembered, { signal }: Watch): Promise<Part[]> {
    try {
      return await this.#s3.parts(to, uploadId, signal);
    } catch (error) {
      if (error instanceof DeployError && error.failure?.kind === "denied") return [];
      throw error;
    }
  }

  async #send(zip: Zip, to: Destination, begun: Remembered, known: Part[], where: string, watch: Watch): Promise<Done> {
    const { place, bucket, key } = to;
    const { uploadId, partSize } = begun;
    const { signal, onFault } = watch;
    const { aws } = this.#s3.requests;
    let isCompleting = false;
    let settled: Done | undefined;
    const multipart: Multipart = {
      partSize,
      checksums: true,
      put: (part, onProgress, signal) =>
        this.#s3.run("UploadPart", { op: "UploadPart", bucket, key, uploadId, ...part }, place, {
          zip: zip.blob,
          onProgress,
          signal,
          onFault,
        }),
      list: () => this.#s3.parts(to, uploadId, signal),
      complete: async (parts) => {
        const expected = await expectedInParts(aws, zip, partSize, parts);
        isCompleting = true;
        settled = await this.#complete(to, begun, parts, expected, watch);
        return { ...settled.stored, etag: settled.stored.etag ?? "" };
      },
    };
    try {
      await sendParts(aws, zip, multipart, watch, known);
      forget(where, begun);
      if (!settled) throw new Error("an upload ended without being completed");
      return settled;
    } catch (error) {
      // What was cancelled is cleared away; what failed is kept, to go on from.
      const isRefused = error instanceof DeployError && error.failure?.kind === "exists";
      if (!signal?.aborted && !isRefused) throw error;
      const cleared = await this.#s3.cleared(to, uploadId);
      // What could not be cleared is remembered: the next upload of this package ends it, or goes on with it.
      if ("left" in cleared) throw cleared.left;
      forget(where, begun);
      if (signal?.aborted && isCompleting && !cleared.wasThere) throw cancelledLate(to);
      throw error;
    }
  }

  /** A completion whose answer was lost leaves no upload: then the object tells whether it is ours. */
  async #complete(
    to: Destination,
    { uploadId }: Remembered,
    parts: Part[],
    expected: Expected,
    { signal, onFault }: Watch,
  ): Promise<Done> {
    const { place, bucket, key, ifNoneMatch } = to;
    const before = await this.#s3.look(to, signal);
    const action: S3Action = {
      op: "CompleteMultipartUpload",
      bucket,
      key,
      uploadId,
      parts,
      ...(ifNoneMatch && { ifNoneMatch }),
    };
    // A cancellation waits a little for the answer: it says whether there is an object now.
    const patient = signal && later(signal, GRACE);
    const trying = {
      signal,
      onFault,
      send: (request: Parameters<typeof send>[0]) => send(request, patient ? { signal: patient } : {}),
    };
    try {
      return { stored: await this.#s3.run("CompleteMultipartUpload", action, place, trying), expected };
    } catch (error) {
      if (signal?.aborted || !mayBeOurs(error)) throw error;
      const after = await this.#s3.look(to, signal);
      const settled = settledBy(after, expected);
      if (settled) return { stored: settled, expected, isSettled: true };
      const isUploadGone = await this.#isGone(to, uploadId, signal);
      // Still there: nothing was completed, and what lies under the key is someone else's.
      if (isUploadGone === false) throw error;
      if (isUploadGone && isNew(before, after, expected)) {
        return { stored: "held" in after ? after.held : {}, expected };
      }
      throw undecided(to, after, expected, error);
    }
  }

  /** Whether our upload is gone; undefined where that may not be asked. */
  async #isGone(to: Destination, uploadId: string, signal?: AbortSignal): Promise<boolean | undefined> {
    try {
      await this.#s3.parts(to, uploadId, signal);
      return false;
    } catch (error) {
      signal?.throwIfAborted();
      return isGone(error) || undefined;
    }
  }
}

function cancelledLate({ bucket, key }: Destination): DeployError {
  return new DeployError({
    code: "cancelled-late",
    message: `The deploy was cancelled, but S3 had completed the upload: "${key}" in "${bucket}" is the package`,
    hint: "Delete the object if it is not wanted",
  });
}

/** The object, if it is certainly ours. */
function settledBy(look: Look, expected: Expected): Stored | undefined {
  if (!("held" in look) || compareHeld(look.held, expected) !== "same") return undefined;
  const { etag, versionId } = look.held;
  return { ...(etag && { etag }), ...(versionId && { versionId }) };
}

/** Where checksums are hidden: an upload only we know the id of is gone, and an object of its shape has come. */
function isNew(before: Look, after: Look, { size, parts }: Expected): boolean {
  if (!("held" in after) || "unknown" in before || after.held.size !== size) return false;
  const isOther = "absent" in before || before.held.etag !== after.held.etag;
  return isOther && after.held.etag?.replaceAll('"', "").endsWith(`-${parts}`) === true;
}

/** What to say when an answer was lost and the object does not tell. */
function undecided(to: Destination, look: Look, expected: Expected, error: DeployError): DeployError {
  const { bucket, key } = to;
  const isHidden = "held" in look && compareHeld(look.held, expected) === "hidden";
  const isRefused = error.failure?.kind === "exists" || error.failure?.kind === "no-such-upload";
  if (!isHidden && !("unknown" in look && isRefused)) return error;
  const why = "unknown" in look && look.unknown instanceof DeployError ? look.unknown : undefined;
  const isForbidden = why?.failure?.kind === "denied";
  return new DeployError(
    {
      code: "upload-undecided",
      message: `An answer was lost, and this page could not see whether "${key}" in "${bucket}" is the package`,
      hint: isHidden
        ? 'Add "x-amz-checksum-sha256" to ExposeHeaders of the bucket\'s CORS configuration, and retry'
        : why && !isForbidden
          ? `Retry: looking at the object failed (${why.message})`
          : "Allow these credentials s3:GetObject and s3:ListBucket, and retry; or look at the object by other means",
    },
    error.failure,
  );
}
