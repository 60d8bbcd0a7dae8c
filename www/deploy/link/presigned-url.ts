import { type LinkUpload, linked } from "./link-sender";

/** Uploads the package to a presigned URL. */
export async function sendToPresignedUrl({ upload, zip, sender, context, options }: LinkUpload): Promise<void> {
  if (upload.kind !== "put") return;
  const { url } = upload;
  const make = () => sender.aws.call("uploadRequest", url, context(url));
  await sender.run("PutObject", { ...options, zip: zip.blob, make, ...linked(upload) });
}
