import type { SignedRequest } from "../aws-types";
import { sendBody } from "../send";
import type { Zip } from "../transfer";
import { type LinkUpload, NO_PLACE } from "./link-sender";

/** Uploads the package with the fields of a POST form. */
export async function sendPostForm({ upload, zip, sender, options }: LinkUpload): Promise<void> {
  if (upload.kind !== "post") return;
  const { post } = upload;
  const form = new FormData();
  for (const [name, value] of post.fields) form.append(name, value);
  form.append("file", zip.blob, fileNameOf(zip));
  const request: SignedRequest = {
    op: "PostForm",
    method: "POST",
    url: post.url,
    headers: [],
    body: { kind: "none" },
    // It writes the same bytes to the same key.
    isRepeatable: true,
  };
  await sender.run("PostForm", {
    ...options,
    make: async () => request,
    send: () => sendBody("POST", post.url, [], form, options),
    place: NO_PLACE,
  });
}

/** The file name that the form sends. */
export const fileNameOf = ({ name }: Zip): string => name ?? "function.zip";
