import type { SignedRequest, Upload } from "../aws-types";
import { DeployError, mayHaveSucceeded } from "../error";
import { expectedWhole } from "../s3/compare-object";
import { type SendResult, sendBody, sendUnfollowed } from "../send";
import type { Zip } from "../transfer";
import { type LinkUpload, linked } from "./link-sender";
import { outcomeOf } from "./outcome";

/** Uploads the package with the fields of a POST form. */
export async function sendPostForm({ upload, zip, sender, options, look }: LinkUpload): Promise<void> {
  if (upload.kind !== "post") return;
  const { post } = upload;
  const form = new FormData();
  for (const [name, value] of post.fields) form.append(name, value);
  form.append("file", zip.blob, fileNameOf(zip));
  const isRedirecting = upload.findings.some(({ code }) => code === "form-redirect");
  const request: SignedRequest = {
    op: "PostForm",
    method: "POST",
    url: post.url,
    headers: [],
    body: { kind: "none" },
    // Repeating writes the same bytes to the same key. But if no answer can be read, all attempts would end in the same
    // way.
    isRepeatable: !isRedirecting,
  };
  const send = () =>
    isRedirecting
      ? sendUnfollowed(post.url, form, options).then((result) => storedOrLost(upload, result))
      : sendBody("POST", post.url, [], form, options);
  const before = isRedirecting ? await look?.() : undefined;
  try {
    await sender.run("PostForm", {
      ...options,
      make: async () => request,
      send,
      fields: post.fields,
      ...linked(upload),
    });
  } catch (error) {
    if (!isRedirecting || !mayHaveSucceeded(error)) throw error;
    const outcome = before && look ? outcomeOf(before, await look(), expectedWhole(zip)) : "unknown";
    if (outcome === "not-stored") throw notStoredError(upload);
    if (outcome === "unknown") throw unconfirmedError(upload);
  }
}

/** The global host. S3 also redirects from it requests that it has not stored. */
const GLOBAL_HOST = /(^|\.)s3\.amazonaws\.com$/;

/**
 * Interprets a redirect after a form. It means that the object is stored, unless it leads to another region (S3 API
 * reference).
 */
function storedOrLost({ host, findings }: Upload, result: SendResult | { redirected: true }): SendResult {
  if (!("redirected" in result)) return result;
  const isSure = !GLOBAL_HOST.test(host) && !findings.some(({ code }) => code === "url-region");
  return isSure ? { answer: { status: 204, headers: [], body: "" } } : { lost: true };
}

function notStoredError({ key, bucket }: Upload): DeployError {
  return new DeployError({
    code: "upload-not-stored",
    message: `"${key}" in "${bucket}" is not the package: the form was sent, and the object is as it was before`,
    hint: "Ask for a form with success_action_status, which tells this page why, and retry",
  });
}

function unconfirmedError({ key, bucket }: Upload): DeployError {
  return new DeployError({
    code: "upload-unconfirmed",
    message: `"${key}" may be stored in "${bucket}": the form sends its answer where this page cannot see it`,
    hint: "Look into the bucket before you upload again; this page does, if credentials for it are unlocked before",
  });
}

/** The file name that the form sends. */
export const fileNameOf = ({ name }: Zip): string => name ?? "function.zip";
