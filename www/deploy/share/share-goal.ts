import type { DeployPackage } from "../deploy-request";
import { bucketIn, type DeployForm, placeOf, type ShareKind } from "../form";
import type { Goal } from "../goal";
import { putObjectCommands } from "../s3/object-goal";
import type { Services } from "../services";
import { makePostForm } from "./post-form";
import { makePresignedUrl } from "./presigned-url";
import type { ShareRequest, ShareServices } from "./share-request";
import { makeTicket } from "./ticket";

/** Lets someone without credentials upload. The page deploys nothing itself; by hand it is an upload like any other. */
export const shareGoal: Goal = { commands: putObjectCommands };

/** How each kind is made: as text to be sent to whoever uploads. */
const MAKERS: Record<ShareKind, (services: ShareServices, request: ShareRequest) => Promise<string>> = {
  url: makePresignedUrl,
  form: makePostForm,
  ticket: makeTicket,
};

/** Bytes that a form and a ticket allow at least: another package than the present one may be uploaded with them. */
const MAXIMUM_SIZE = 300 * 1024 * 1024;

/** Makes what the form asks for. `zip`: the package on the page. */
export function makeShare(services: Services, form: DeployForm, zip: DeployPackage | undefined): Promise<string> {
  const request: ShareRequest = {
    place: placeOf(form),
    bucket: bucketIn(form, form.region),
    key: form.key,
    expiresIn: Math.round(Number(form.minutes) * 60),
    maximumSize: Math.max(zip?.blob.size ?? 0, MAXIMUM_SIZE),
  };
  return services.session.use(() => MAKERS[form.share](services, request));
}
