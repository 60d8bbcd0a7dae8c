import { AwsClient, type DeployHost } from "./client";
import { Lambda } from "./lambda";
import { LinkUploads } from "./link/link-uploads";
import { RequestSender, type Sleep } from "./retry";
import { S3Uploads, type S3UploadsOptions } from "./s3/s3-uploads";
import { CredentialSession, type SessionEvents } from "./session";

/** The services that the goals of a deploy use. All requests of a deploy are sent by them. */
export interface Services {
  aws: AwsClient;
  session: CredentialSession;
  sender: RequestSender;
  lambda: Lambda;
  s3: S3Uploads;
  links: LinkUploads;
}

/** Options that tests change. */
export interface ServiceOptions extends S3UploadsOptions {
  /** Waits between attempts, and between requests for the state of a function. */
  sleep?: Sleep;
}

/** Creates the services of a page. Workers are started when they are first needed. */
export function createServices(host: DeployHost, events: SessionEvents, options: ServiceOptions = {}): Services {
  const aws = new AwsClient(host);
  const session = new CredentialSession(aws, events);
  const sender = new RequestSender(aws, session, options.sleep);
  return {
    aws,
    session,
    sender,
    lambda: new Lambda(sender),
    s3: new S3Uploads(sender, options),
    links: new LinkUploads(sender),
  };
}
