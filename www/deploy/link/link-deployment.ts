import type { DeployRequest } from "../deploy-request";
import { detailsOf, newRow } from "../deploy-row";
import { parseHeaders } from "../form";
import { type Deployment, reportDone, uploadOptions } from "../goal";
import type { Services } from "../services";

const LINK_ROW = "link";

/** Prepares the upload by a pasted link. */
export function prepareLinkUpload({ form, zip }: DeployRequest, { links, session }: Services): Deployment {
  const { link, linkHeaders } = form;
  return {
    rows: [newRow(LINK_ROW, zip.name, "", zip.blob.size)],
    async run(_rows, reports) {
      const options = uploadOptions(reports, LINK_ROW);
      const upload = await session.use(() => links.upload(link, zip, options, parseHeaders(linkHeaders)));
      const { bucket: Bucket, key: Key } = upload;
      reportDone(reports, LINK_ROW, detailsOf({ Bucket, Key, Size: zip.blob.size, codeSha256: zip.codeSha256 }));
    },
  };
}
