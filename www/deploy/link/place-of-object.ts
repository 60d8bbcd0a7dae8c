import type { Upload } from "../aws-types";
import { type DeployForm, endpointOf } from "../form";
import type { S3Location } from "../s3/s3-client";

/** S3's own hosts in any region and partition. */
const AWS_HOST = /(^|\.)s3([.-][a-z0-9-]+)*\.amazonaws\.(com|com\.cn|eu)$/;

/**
 * Where the object of a link can be looked up with the user's credentials. The author of the link chose its host, so
 * requests signed with credentials are sent only to AWS or to the server that the user has named.
 */
export function placeOfObject(upload: Upload, form: DeployForm): S3Location | undefined {
  const { bucket, key, region } = upload;
  const host = serverOf(upload);
  if (!bucket || !key) return undefined;
  if (AWS_HOST.test(host)) return { place: { region: region ?? form.region }, bucket, key };
  const place = endpointOf(form);
  const own = place.s3Endpoint && URL.canParse(place.s3Endpoint) ? new URL(place.s3Endpoint).host : undefined;
  return own && [own, `${bucket}.${own}`].includes(host) ? { place, bucket, key } : undefined;
}

/** The server of a link, with its port. */
function serverOf(upload: Upload): string {
  const url = upload.kind === "post" ? upload.post.url : upload.kind === "put" ? upload.url : "";
  return URL.canParse(url) ? new URL(url).host : "";
}
