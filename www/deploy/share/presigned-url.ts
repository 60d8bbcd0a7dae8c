import type { PresignAction } from "../aws-types";
import type { ShareRequest, ShareServices } from "./share-request";

/** Makes a presigned URL for PutObject. */
export async function makePresignedUrl(
  { aws, sender }: ShareServices,
  { place, bucket, key, expiresIn }: ShareRequest,
): Promise<string> {
  const action: PresignAction = { op: "PutObject", bucket, key };
  const make = (now: number) => aws.call("presign", sender.placeOfBucket(bucket, place), action, now, expiresIn);
  return (await sender.makeOnTime(make)).url;
}
