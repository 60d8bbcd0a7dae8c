import type { EndpointConfig, Upload, UploadContext } from "../aws-types";
import type { RequestSender } from "../retry";
import type { ObjectLookup } from "../s3/s3-client";
import type { TransferOptions, Zip } from "../transfer";

/** Values of signed headers that the user has entered, as pairs of name and value. */
export type SignedHeaders = [name: string, value: string][];

/** An upload without error findings. */
export interface LinkUpload {
  upload: Upload;
  zip: Zip;
  sender: RequestSender;
  /** Returns the inputs for the check of a request, with the current time of the host of `url`. */
  context(url: string): UploadContext;
  options: TransferOptions;
  /** Looks up the object with the user's credentials; undefined if there are none, or none that may be sent there. */
  look?: Look | undefined;
}

/** Looks up the object that an upload writes. */
export type Look = () => Promise<ObjectLookup>;

/** Sends the package by one kind of pasted upload. */
export type LinkSender = (upload: LinkUpload) => Promise<void>;

/** A request that someone else has signed needs no place: its URL is complete. */
const NO_PLACE: EndpointConfig = { region: "" };

/** The common properties of the requests of a link. */
export function linked({ bucket }: Pick<Upload, "bucket">): { place: EndpointConfig; linkedBucket?: string } {
  return { place: NO_PLACE, ...(bucket && { linkedBucket: bucket }) };
}
