import type { EndpointConfig } from "../aws-types";
import type { S3Uploads, UploadedObject } from "../s3/s3-uploads";
import type { TransferOptions, Zip } from "../transfer";

/** The package as it is uploaded to a bucket. */
export interface SharedObject {
  zip: Zip;
  key: string;
  /** Whether to upload only if the key does not exist. */
  ifNoneMatch?: boolean;
}

/** Uploads the package once per bucket, for all functions of a deploy that take it from there. */
export class SharedUploads {
  readonly #s3: S3Uploads;
  readonly #uploads = new Map<string, Promise<UploadedObject>>();

  constructor(s3: S3Uploads) {
    this.#s3 = s3;
  }

  /** Returns the upload to this bucket. The first call starts it; after a failure, the next call starts another. */
  upload(
    { zip, key, ifNoneMatch }: SharedObject,
    place: EndpointConfig,
    bucket: string,
    options: TransferOptions,
  ): Promise<UploadedObject> {
    const destination = [place.s3Endpoint ?? place.region, bucket, key].join(" ");
    const known = this.#uploads.get(destination);
    if (known) return known;
    const upload = this.#s3.upload(zip, { place, bucket, key, ...(ifNoneMatch && { ifNoneMatch }) }, options);
    this.#uploads.set(destination, upload);
    upload.catch(() => this.#uploads.delete(destination));
    return upload;
  }
}
