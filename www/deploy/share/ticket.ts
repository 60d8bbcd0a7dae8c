import type { Ticket } from "../aws-types";
import type { ShareRequest, ShareServices } from "./share-request";

/** Makes a ticket as JSON (docs/ticket.md). Begins the multipart upload that the ticket is for. */
export async function makeTicket(services: ShareServices, request: ShareRequest): Promise<string> {
  const { s3 } = services;
  const { place, bucket, key } = request;
  // Signs a ticket without an upload first, so that a refusal comes before an upload has begun.
  await signTicket(services, request, "trial");
  const uploadId = await s3.begin({ place, bucket, key });
  try {
    // Signed again, because the region of the bucket and the time of its server are known only now.
    return JSON.stringify(await signTicket(services, request, uploadId), null, 2);
  } catch (error) {
    await s3.abort({ place, bucket, key }, uploadId);
    throw error;
  }
}

async function signTicket(
  { aws, sender }: ShareServices,
  { place, bucket, key, expiresIn, maximumSize }: ShareRequest,
  uploadId: string,
): Promise<Ticket> {
  const request = { bucket, key, uploadId, expiresIn, maximumSize };
  const { ticket } = await sender.makeOnTime(async (now) => {
    const ticket = await aws.call("ticket", sender.placeOfBucket(bucket, place), request, now);
    return { url: ticket.complete, ticket };
  });
  return ticket;
}
