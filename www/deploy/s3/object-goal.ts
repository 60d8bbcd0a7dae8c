import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { detailsOf, newRow } from "../deploy-row";
import { bucketIn, endpointOf, type Shell } from "../form";
import { type Deployment, type Goal, reportDone, uploadOptions } from "../goal";
import type { Services } from "../services";

/** Uploads the package to S3 only. */
export const objectGoal: Goal = { prepare, commands: putObjectCommands };

const OBJECT_ROW = "object";

function prepare({ form, zip }: DeployRequest, { s3, session }: Services): Deployment {
  const { region, key, ifNoneMatch } = form;
  const place = endpointOf(form);
  const bucket = bucketIn(form, region);
  return {
    rows: [newRow(OBJECT_ROW, `s3://${bucket}/${key}`, region, zip)],
    async run(_rows, reports) {
      const destination = { place, bucket, key, ifNoneMatch };
      const uploaded = await session.use(() => s3.upload(zip, destination, uploadOptions(reports, OBJECT_ROW)));
      const { codeSha256, blob } = zip;
      const details = detailsOf({
        Bucket: uploaded.bucket,
        Key: uploaded.key,
        VersionId: uploaded.version,
        Size: blob.size,
        codeSha256,
        Verified: uploaded.verified,
        "May be left": uploaded.note,
      });
      reportDone(reports, OBJECT_ROW, details);
    },
  };
}

/** The command that uploads the package. */
export async function putObjectCommands({ form, zip }: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]> {
  const { key, ifNoneMatch, region } = form;
  const action = { op: "PutObject", bucket: bucketIn(form, region), key, ...(ifNoneMatch && { ifNoneMatch }) } as const;
  return aws.call("cliCommands", { zip: zip.name, size: zip.blob.size, shell, place: endpointOf(form), action });
}
