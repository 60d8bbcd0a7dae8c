import type { DeployPackage } from "../deploy-request";
import { bucketIn, type DeployForm, endpointOf, type ShareKind } from "../form";
import type { Goal } from "../goal";
import { putObjectCommands } from "../s3/object-goal";
import type { Services } from "../services";
import { makePostForm } from "./post-form";
import { makePresignedUrl } from "./presigned-url";
import type { ShareRequest, ShareServices } from "./share-request";
import { makeTicket } from "./ticket";

/**
 * Lets someone without credentials upload the package. The page itself deploys nothing. By hand, it is an ordinary
 * upload.
 */
export const shareGoal: Goal = { commands: putObjectCommands };

/** Makes each kind of shared upload: a text to send to the person who uploads. */
const MAKERS: Record<ShareKind, (services: ShareServices, request: ShareRequest) => Promise<string>> = {
  url: makePresignedUrl,
  form: makePostForm,
  ticket: makeTicket,
};

/**
 * Minimum of the size limit of a form or a ticket, in bytes, since another package than the current one may be
 * uploaded.
 */
const MAXIMUM_SIZE = 300 * 1024 * 1024;

/** Makes the shared upload that the form describes. `zip` is the package on the page. */
export function makeShare(services: Services, form: DeployForm, zip: DeployPackage | undefined): Promise<string> {
  const request: ShareRequest = {
    place: endpointOf(form),
    bucket: bucketIn(form, form.region),
    key: form.key,
    expiresIn: Math.round(Number(form.minutes) * 60),
    maximumSize: Math.max(zip?.blob.size ?? 0, MAXIMUM_SIZE),
  };
  return services.session.use(() => MAKERS[form.share](services, request));
}
