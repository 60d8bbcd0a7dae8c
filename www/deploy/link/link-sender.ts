import type { Place, Upload, UploadContext } from "../aws-types";
import type { RequestSender } from "../retry";
import type { ObjectLookup } from "../s3/s3-client";
import type { TransferOptions, Zip } from "../transfer";

/** Values of signed headers that the user has entered: name, value. */
export type SignedHeaders = [name: string, value: string][];

/** An upload whose findings have no error. */
export interface LinkUpload {
  upload: Upload;
  zip: Zip;
  sender: RequestSender;
  /** What the check of a request depends on, at the present time of the host of `url`. */
  context(url: string): UploadContext;
  options: TransferOptions;
  /** Looks at the object with the user's credentials; undefined if there are none, or none that may be sent there. */
  look?: Look | undefined;
}

/** Looks at the object that an upload writes. */
export type Look = () => Promise<ObjectLookup>;

/** Sends the package by one kind of pasted upload. */
export type LinkSender = (upload: LinkUpload) => Promise<void>;

/** What someone else has signed needs no place: its URL is complete. */
const NO_PLACE: Place = { region: "" };

/** What the requests of a link have in common. */
export function linked({ bucket }: Pick<Upload, "bucket">): { place: Place; linkedBucket?: string } {
  return { place: NO_PLACE, ...(bucket && { linkedBucket: bucket }) };
}
