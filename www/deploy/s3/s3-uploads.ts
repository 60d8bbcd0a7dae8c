import type { ObjectName } from "../aws-types";
import { DeployError } from "../error";
import type { RequestSender } from "../retry";
import type { TransferOptions, Zip } from "../transfer";
import { beginMultipart, withNote } from "./begin-multipart";
import { compareObject, PROOF } from "./compare-object";
import { uploadInParts } from "./multipart-upload";
import { putObject } from "./put-object";
import { type ObjectLookup, S3Client, type S3Location } from "./s3-client";
import { cancelledLateError, type S3Destination, type UploadResult } from "./upload-result";

/** Minimum bytes of a package that is sent in parts: if the connection is lost, only one part has to be sent again. */
const MULTIPART_FROM = 16 * 1024 * 1024;

/** The package in a bucket. */
export interface UploadedObject extends ObjectName {
  /** The version id, in a bucket with versioning. */
  version?: string;
  /** The proof that the object is the package, as the page states it. */
  verified: string;
  /** A note for the user: what else may be left in the bucket. */
  note?: string;
}

/** Options that tests change. */
export interface S3UploadsOptions {
  /** Minimum bytes of a package that is sent in parts. */
  multipartFrom?: number;
}

/** Uploads to S3, signed with the user's credentials. */
export class S3Uploads {
  readonly #s3: S3Client;
  readonly #multipartFrom: number;

  constructor(sender: RequestSender, { multipartFrom = MULTIPART_FROM }: S3UploadsOptions = {}) {
    this.#s3 = new S3Client(sender);
    this.#multipartFrom = multipartFrom;
  }

  /** Uploads the package, and verifies that the bucket has it. */
  async upload(zip: Zip, destination: S3Destination, options: TransferOptions): Promise<UploadedObject> {
    const { bucket, key } = destination;
    const uploadZip = zip.blob.size >= this.#multipartFrom ? uploadInParts : putObject;
    const result = await uploadZip(this.#s3, zip, destination, options);
    const { stored, note } = result;
    try {
      if (options.signal?.aborted) throw cancelledLateError(destination);
      const verified = result.isVerified ? PROOF.checksum : await this.#verify(destination, result, options);
      const { versionId: version } = stored;
      return { bucket, key, ...(version && { version }), verified, ...(note && { note }) };
    } catch (error) {
      throw withNote(options.signal?.aborted ? cancelledLateError(destination) : error, note);
    }
  }

  /**
   * Finds the package in the bucket. Only for keys that are made from a package's contents, where an object of the same
   * size must be the package. Undefined if it is not there.
   */
  async find({ blob }: Zip, destination: S3Destination, signal?: AbortSignal): Promise<UploadedObject | undefined> {
    const { bucket, key } = destination;
    const lookup = await this.#s3.look(destination, signal);
    if (!("found" in lookup) || lookup.found.size !== blob.size) return undefined;
    const { versionId: version } = lookup.found;
    return { bucket, key, ...(version && { version }), verified: PROOF.answer };
  }

  /** Begins a multipart upload that someone else will continue. Returns its id. */
  async begin(location: S3Location): Promise<string> {
    return (await beginMultipart(this.#s3, location, {}, false)).uploadId;
  }

  /** Looks up an object. Rejects only if `signal` is aborted. */
  look(location: S3Location, signal?: AbortSignal): Promise<ObjectLookup> {
    return this.#s3.look(location, signal);
  }

  /** Aborts a multipart upload. Returns `false` if it did not exist any more. */
  abort(location: S3Location, uploadId: string): Promise<boolean> {
    return this.#s3.abort(location, uploadId);
  }

  /**
   * Compares the object with the package, if the credentials allow it. S3 has already checked the bytes as they
   * arrived.
   */
  async #verify(
    destination: S3Destination,
    { stored, expected }: UploadResult,
    { signal }: TransferOptions,
  ): Promise<string> {
    const lookup = await this.#s3.look(destination, signal);
    if ("unknown" in lookup) return PROOF.unseen;
    const { bucket, key } = destination;
    const found = "found" in lookup ? lookup.found : undefined;
    const verdict = found ? compareObject(found, expected) : "different";
    const isReplaced = stored.etag !== undefined && found?.etag !== undefined && found.etag !== stored.etag;
    if (verdict === "same") return PROOF.checksum;
    if (verdict === "hidden" && !isReplaced) return PROOF.answer;
    const is = found?.size === undefined ? "is not the package" : `has ${found.size} bytes that are not the package's`;
    throw new DeployError({
      code: "upload-differs",
      message: found
        ? `The object "${key}" in "${bucket}" ${is}, which has ${expected.size} bytes`
        : `The object "${key}" is not in "${bucket}" any more`,
      hint: "Something else may have written to the same key: upload again",
    });
  }
}
