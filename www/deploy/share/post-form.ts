import type { ShareRequest, ShareServices } from "./share-request";

/** Makes a POST form: its URL and its fields as JSON, in the format of the AWS SDKs. */
export async function makePostForm(
  { aws, sender }: ShareServices,
  { place, bucket, key, expiresIn, maximumSize }: ShareRequest,
): Promise<string> {
  const request = { bucket, key, expiresIn, maximumSize };
  const make = (now: number) => aws.call("postForm", sender.placeOfBucket(bucket, place), request, now);
  const { url, fields } = await sender.makeOnTime(make);
  return JSON.stringify({ url, fields: Object.fromEntries(fields) }, null, 2);
}
