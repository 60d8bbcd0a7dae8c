import { type LinkUpload, NO_PLACE } from "./link-sender";

/** Uploads the package to a presigned URL. */
export async function sendToPresignedUrl({
  upload: { url },
  zip,
  sender,
  context,
  options,
}: LinkUpload): Promise<void> {
  if (!url) return;
  const make = () => sender.aws.call("uploadRequest", url, context(url));
  await sender.run("PutObject", { ...options, zip: zip.blob, make, place: NO_PLACE });
}
