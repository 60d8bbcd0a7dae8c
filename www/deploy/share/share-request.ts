import type { EndpointConfig } from "../aws-types";
import type { AwsClient } from "../client";
import type { RequestSender } from "../retry";
import type { S3Uploads } from "../s3/s3-uploads";

/** An upload by someone without credentials. */
export interface ShareRequest {
  place: EndpointConfig;
  bucket: string;
  key: string;
  /** In seconds. */
  expiresIn: number;
  /** Maximum bytes of the upload; a presigned URL cannot limit them. */
  maximumSize: number;
}

/** The services that make an upload for someone else. */
export interface ShareServices {
  aws: AwsClient;
  sender: RequestSender;
  s3: S3Uploads;
}
