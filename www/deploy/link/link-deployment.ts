import type { Upload } from "../aws-types";
import type { DeployRequest } from "../deploy-request";
import { detailsOf, newRow } from "../deploy-row";
import { parseHeaders } from "../form";
import { type Deployment, reportDone, uploadOptions } from "../goal";
import type { Services } from "../services";
import type { Look } from "./link-sender";
import { placeOfObject } from "./place-of-object";

const LINK_ROW = "link";

/** Prepares the upload by a pasted link. */
export function prepareLinkUpload({ form, zip }: DeployRequest, services: Services): Deployment {
  const { links, session, s3 } = services;
  const { link, linkHeaders } = form;
  return {
    rows: [newRow(LINK_ROW, zip.name, "", zip)],
    async run(_rows, reports) {
      const options = uploadOptions(reports, LINK_ROW);
      const lookFor = (upload: Upload): Look | undefined => {
        const location = session.isOpen ? placeOfObject(upload, form) : undefined;
        return location && (() => s3.look(location, options.signal));
      };
      const headers = parseHeaders(linkHeaders);
      const upload = await session.use(() => links.upload(link, zip, options, headers, lookFor));
      const { bucket: Bucket, key: Key } = upload;
      reportDone(reports, LINK_ROW, detailsOf({ Bucket, Key, Size: zip.blob.size, codeSha256: zip.codeSha256 }));
    },
  };
}
