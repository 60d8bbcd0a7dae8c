import type { ShareRequest, ShareServices } from "./share-request";

/** The URL and the fields of a POST form as JSON, as the AWS SDKs write it. */
export async function makePostForm(
  { aws, sender }: ShareServices,
  { place, bucket, key, expiresIn, maximumSize }: ShareRequest,
): Promise<string> {
  const request = { bucket, key, expiresIn, maximumSize };
  const make = (now: number) => aws.call("postForm", sender.placeOfBucket(bucket, place), request, now);
  const { url, fields } = await sender.makeOnTime(make);
  return JSON.stringify({ url, fields: Object.fromEntries(fields) }, null, 2);
}
