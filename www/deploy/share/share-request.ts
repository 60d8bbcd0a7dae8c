import type { Place } from "../aws-types";
import type { AwsClient } from "../client";
import type { RequestSender } from "../retry";
import type { S3Uploads } from "../s3/s3-uploads";

/** An upload that someone without credentials is to make. */
export interface ShareRequest {
  place: Place;
  bucket: string;
  key: string;
  /** Seconds. */
  expiresIn: number;
  /** Bytes that may be uploaded; a presigned URL cannot limit them. */
  maximumSize: number;
}

/** What making an upload for someone else uses. */
export interface ShareServices {
  aws: AwsClient;
  sender: RequestSender;
  s3: S3Uploads;
}
