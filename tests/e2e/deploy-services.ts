/** The modules that `deploy-module.ts` uses, as one module. */

export { LIMITS } from "../../www/common/facts.ts";
export { checkFunction } from "../../www/deploy/function/deploy-function.ts";
export { SharedUploads } from "../../www/deploy/function/shared-uploads.ts";
export { createServices } from "../../www/deploy/services.ts";
export { makePostForm } from "../../www/deploy/share/post-form.ts";
export { makePresignedUrl } from "../../www/deploy/share/presigned-url.ts";
export { makeTicket } from "../../www/deploy/share/ticket.ts";
