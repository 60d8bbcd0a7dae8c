import type { Place } from "./boundary";
import type { Watch, Zip } from "./parts";
import type { S3, Uploaded } from "./s3";

/** What goes to a bucket, and under which name. */
export interface SharedObject {
  zip: Zip;
  key: string;
  ifNoneMatch?: boolean;
}

/** One upload a region, whoever needs it first. */
export class SharedUploads {
  readonly #s3: S3;
  readonly #uploads = new Map<string, Promise<Uploaded>>();

  constructor(s3: S3) {
    this.#s3 = s3;
  }

  of({ zip, key, ifNoneMatch }: SharedObject, place: Place, bucket: string, watch: Watch): Promise<Uploaded> {
    const name = [place.s3Endpoint ?? place.region, bucket, key].join(" ");
    const known = this.#uploads.get(name);
    if (known) return known;
    const upload = this.#s3.upload(zip, { place, bucket, key, ...(ifNoneMatch && { ifNoneMatch }) }, watch);
    this.#uploads.set(name, upload);
    // A failed one is tried afresh by whoever asks next.
    upload.catch(() => this.#uploads.delete(name));
    return upload;
  }
}
