import type { Upload } from "./aws-types";
import type { AwsClient } from "./client";
import { bucketIn, type DeployForm, endpointOf } from "./form";

/** The CORS configuration that the owner of a bucket sets so that this page can use it. */
export interface CorsAdvice {
  /** The CORS configuration, for the console. */
  json: string;
  /** The command of the AWS CLI that sets it. */
  command: string;
}

/** The CORS configuration for the bucket of the form, or, with a pasted link, for the bucket of `upload`. */
export async function corsAdvice(aws: AwsClient, form: DeployForm, upload: Upload | null): Promise<CorsAdvice> {
  // On file:// the origin is "null"; some browsers state "file://" as the location's origin.
  const origin = location.protocol === "file:" ? "null" : location.origin;
  const isLink = form.method === "link";
  const bucket = (isLink ? upload?.bucket : bucketIn(form, form.region)) || "YOUR-BUCKET";
  const place = isLink ? { region: upload?.region || form.region } : endpointOf(form);
  const json = await aws.call("corsConfiguration", origin);
  const command = await aws.call("corsCommand", place, bucket, origin, form.shell);
  return { json, command: command.join("\n") };
}
