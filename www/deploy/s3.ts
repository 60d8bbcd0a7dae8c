import type { ObjectName, Operation, Part, Place, S3Action, Values } from "./boundary";
import { DeployError } from "./error";
import { isGone, type Multipart, sendParts, type Watch, type Zip } from "./parts";
import { forget, recall, remember } from "./remember";
import { LostOr, type Requests, type Trying } from "./retry";

/** From this size on, parts: a lost connection then costs one part. */
const MULTIPART_FROM = 16 * 1024 * 1024;

export interface Uploaded extends ObjectName {
  version?: string;
}

export interface Destination extends ObjectName {
  place: Place;
  ifNoneMatch?: boolean;
}

/** Uploads with credentials. */
export class S3 {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  async upload(zip: Zip, to: Destination, watch: Watch): Promise<Uploaded> {
    const { bucket, key } = to;
    const version = await (zip.blob.size >= MULTIPART_FROM
      ? this.#inParts(zip, to, watch)
      : this.#whole(zip, to, watch));
    const held = await this.#run("HeadObject", { op: "HeadObject", bucket, key }, to.place, { signal: watch.signal });
    if (held.size !== undefined && held.size !== zip.blob.size) {
      throw new DeployError({
        code: "upload-differs",
        message: `The object "${key}" in "${bucket}" has ${held.size} bytes, and the package ${zip.blob.size}`,
        hint: "Something else may have written to the same key: upload again",
      });
    }
    return { bucket, key, ...(version && { version }) };
  }

  async #whole(zip: Zip, { place, bucket, key, ifNoneMatch }: Destination, watch: Watch) {
    const { blob, codeSha256 } = zip;
    const action: S3Action = {
      op: "PutObject",
      bucket,
      key,
      checksumSha256: codeSha256,
      ...(ifNoneMatch && { ifNoneMatch }),
    };
    try {
      return (await this.#run("PutObject", action, place, { zip: blob, ...watch })).versionId;
    } catch (error) {
      // An earlier attempt whose answer was lost may be what is in the way.
      if (!(ifNoneMatch && error instanceof LostOr && error.wasLost && error.failure?.kind === "precondition"))
        throw error;
      const held = await this.#run("HeadObject", { op: "HeadObject", bucket, key }, place, { signal: watch.signal });
      if (held.checksumSha256 !== codeSha256) throw error;
      return held.versionId;
    }
  }

  async #inParts(zip: Zip, to: Destination, watch: Watch): Promise<string | undefined> {
    const { place, bucket, key } = to;
    const { codeSha256, blob } = zip;
    const where = place.s3Endpoint ?? place.region;
    const wanted = { bucket, key, codeSha256, size: blob.size };
    const earlier = recall(where, wanted);
    try {
      if (earlier) {
        const known = await this.#list(to, earlier.uploadId, watch);
        return await this.#send(zip, to, earlier, known, where, watch);
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      forget(where, wanted);
    }
    const { partSize } = await this.#requests.aws.call("partPlan", blob.size);
    const uploadId = await this.#create(to, watch);
    const begun = { ...wanted, uploadId, partSize };
    remember(where, begun);
    return this.#send(zip, to, begun, [], where, watch);
  }

  /** An upload begun by an attempt whose answer was lost would stay behind: those are found and ended. */
  async #create({ place, bucket, key }: Destination, { signal, onFault }: Watch): Promise<string> {
    const began = Date.now();
    const create: S3Action = { op: "CreateMultipartUpload", bucket, key, checksum: true };
    for (let attempt = 0; ; attempt++) {
      try {
        return (await this.#run("CreateMultipartUpload", create, place, { signal, onFault })).uploadId;
      } catch (error) {
        if (!(error instanceof LostOr && error.wasLost)) throw error;
        await this.#endStrays({ place, bucket, key }, began);
        if (attempt === 3) throw error;
      }
    }
  }

  /** Ends uploads to this key that began while ours was asked for. */
  async #endStrays({ place, bucket, key }: Destination, began: number): Promise<void> {
    const minute = 60_000;
    try {
      const list: S3Action = { op: "ListMultipartUploads", bucket, key };
      const { uploads } = await this.#run("ListMultipartUploads", list, place, {});
      for (const { key: held, uploadId, initiated } of uploads) {
        const isOurs = held === key && initiated !== undefined && Date.parse(initiated) >= began - minute;
        if (isOurs) await this.abort(place, { bucket, key }, uploadId);
      }
    } catch {
      // Listing may not be allowed; the bucket's lifecycle rules then clear what is left.
    }
  }

  async #send(
    zip: Zip,
    to: Destination,
    begun: { uploadId: string; partSize: number },
    known: Part[],
    where: string,
    watch: Watch,
  ): Promise<string | undefined> {
    const { place, bucket, key, ifNoneMatch } = to;
    const { uploadId, partSize } = begun;
    const { signal, onFault } = watch;
    const multipart: Multipart = {
      partSize,
      checksums: true,
      put: (part, onProgress, signal) =>
        this.#run("UploadPart", { op: "UploadPart", bucket, key, uploadId, ...part }, place, {
          zip: zip.blob,
          onProgress,
          signal,
          onFault,
        }),
      list: () => this.#list(to, uploadId, watch),
      complete: (parts) => this.#complete(to, uploadId, parts, zip, watch),
    };
    const wanted = { bucket, key, codeSha256: zip.codeSha256 };
    try {
      const { versionId } = await sendParts(this.#requests.aws, zip, multipart, watch, known);
      forget(where, wanted);
      return versionId;
    } catch (error) {
      // What was cancelled is cleared away; what failed is kept, to go on from.
      if (signal?.aborted) {
        forget(where, wanted);
        await this.abort(place, { bucket, key }, uploadId).catch(() => {});
      } else if (ifNoneMatch && error instanceof LostOr && error.failure?.kind === "precondition") {
        forget(where, wanted);
        await this.abort(place, { bucket, key }, uploadId).catch(() => {});
      }
      throw error;
    }
  }

  /** A completion whose answer was lost leaves no upload: then the object tells, if it is another than before. */
  async #complete(to: Destination, uploadId: string, parts: Part[], { blob }: Zip, { signal, onFault }: Watch) {
    const { place, bucket, key, ifNoneMatch } = to;
    const before = await this.#head(to, signal);
    const action: S3Action = {
      op: "CompleteMultipartUpload",
      bucket,
      key,
      uploadId,
      parts,
      ...(ifNoneMatch && { ifNoneMatch }),
    };
    try {
      return await this.#run("CompleteMultipartUpload", action, place, { signal, onFault });
    } catch (error) {
      if (!(error instanceof LostOr && error.wasLost)) throw error;
      const held = await this.#head(to, signal);
      const isOurs = held?.etag !== before?.etag && held?.etag?.includes(`-${parts.length}`);
      if (!held || !isOurs || held.size !== blob.size) throw error;
      return { etag: held.etag ?? "", ...(held.versionId && { versionId: held.versionId }) };
    }
  }

  async #head({ place, bucket, key }: Destination, signal?: AbortSignal): Promise<Values["HeadObject"] | undefined> {
    try {
      return await this.#run("HeadObject", { op: "HeadObject", bucket, key }, place, { signal });
    } catch (error) {
      if (error instanceof DeployError && error.failure?.kind === "not-found") return undefined;
      throw error;
    }
  }

  async abort(place: Place, { bucket, key }: ObjectName, uploadId: string): Promise<void> {
    try {
      await this.#run("AbortMultipartUpload", { op: "AbortMultipartUpload", bucket, key, uploadId }, place, {});
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  async #list({ place, bucket, key }: Destination, uploadId: string, { signal }: Watch): Promise<Part[]> {
    const parts: Part[] = [];
    let partNumberMarker: number | undefined;
    do {
      const action: S3Action = {
        op: "ListParts",
        bucket,
        key,
        uploadId,
        ...(partNumberMarker && { partNumberMarker }),
      };
      const page: Values["ListParts"] = await this.#run("ListParts", action, place, { signal });
      parts.push(...page.parts);
      partNumberMarker = page.nextMarker;
    } while (partNumberMarker);
    return parts;
  }

  #run<Op extends S3Action["op"] & Operation>(
    op: Op,
    action: S3Action,
    place: Place,
    trying: Omit<Trying, "make" | "place" | "signal" | "onFault"> & Partial<Record<"signal" | "onFault", unknown>>,
  ): Promise<Values[Op]> {
    const make = (now: number, place: Place) => this.#requests.aws.call("sign", place, action, now);
    return this.#requests.run(op, { ...(trying as Trying), make, place }, action.bucket);
  }
}
