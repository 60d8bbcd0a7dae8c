/** The fields of the deploy card, and what their text means. Credentials are never among them. */

import type { Place } from "./aws-types";

/** How the package leaves the page: by the user's credentials, by a pasted link, or by commands to copy. */
export type DeployMethod = "credentials" | "link" | "hand";

/** What is done with the package. Each goal has a folder, and is listed in `goals.ts`. */
export type GoalName = "function" | "layer" | "object" | "share";

/** What someone without credentials can be given. */
export type ShareKind = "url" | "form" | "ticket";

/** The shell that commands are written for. */
export type Shell = "sh" | "powershell";

/** The fields, as the user has filled them in. */
export interface DeployForm {
  method: DeployMethod;
  goal: GoalName;
  /** The file name of the package that is deployed, where several were pressed. */
  zip: string;
  region: string;
  /** Empty: AWS's own. */
  lambdaEndpoint: string;
  s3Endpoint: string;
  /** Of CloudWatch Logs. */
  logsEndpoint: string;
  pathStyle: boolean;
  /** As `parseFunctions` reads it. */
  functions: string;
  /** The ARN of the execution role for new functions. */
  role: string;
  create: boolean;
  /** For new functions: the ARN of the customer's key for the code. */
  codeKey: string;
  /** For new functions: Lambda reads the code from the bucket, and keeps no copy. */
  byReference: boolean;
  /** For new functions: the ARN of the capacity provider of their managed instances. */
  capacityProvider: string;
  publish: boolean;
  dryRun: boolean;
  configure: boolean;
  /** Deploy whenever a watched folder has changed. */
  onChange: boolean;
  guard: boolean;
  /** `{region}` stands for the region. */
  bucket: string;
  key: string;
  ifNoneMatch: boolean;
  layerName: string;
  /** Functions that get the published layer version, as `parseFunctions` reads it. */
  attachTo: string;
  shell: Shell;
  share: ShareKind;
  /** For how long a shared upload is valid. */
  minutes: string;
  /** A presigned URL, a POST form or a ticket, as pasted. */
  link: string;
  /** As `parseHeaders` reads it. */
  linkHeaders: string;
  /** The JSON of a test event. */
  event: string;
}

/** The fields before the user has filled in anything. */
export const initialForm: DeployForm = {
  method: "credentials",
  goal: "function",
  zip: "",
  region: "us-east-1",
  lambdaEndpoint: "",
  s3Endpoint: "",
  logsEndpoint: "",
  pathStyle: false,
  functions: "",
  role: "",
  create: false,
  codeKey: "",
  byReference: false,
  capacityProvider: "",
  publish: false,
  dryRun: false,
  configure: false,
  onChange: false,
  guard: true,
  bucket: "",
  key: "function.zip",
  ifNoneMatch: false,
  layerName: "",
  attachTo: "",
  shell: "sh",
  share: "url",
  minutes: "60",
  link: "",
  linkHeaders: "",
  event: "{}",
};

/** The region, with the endpoints of the form. */
export function placeOf(form: DeployForm, region = form.region): Place {
  const { lambdaEndpoint, s3Endpoint, logsEndpoint, pathStyle } = form;
  return {
    region,
    ...(lambdaEndpoint && { lambdaEndpoint }),
    ...(s3Endpoint && { s3Endpoint }),
    ...(logsEndpoint && { logsEndpoint }),
    ...(pathStyle && { pathStyle }),
  };
}

/** The name of the bucket in a region. */
export const bucketIn = ({ bucket }: DeployForm, region: string): string => bucket.replaceAll("{region}", region);

/** Reads the values of signed headers, one `name: value` per line. Other lines are ignored. */
export function parseHeaders(text: string): [name: string, value: string][] {
  return text.split("\n").flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name && value !== undefined ? [[name, value]] : [];
  });
}

/** The server of a pasted link; none where there is none in it. */
export function addressesOfLink(link: string): string[] {
  // Up to the host: what follows may be escaped, or the end of a Markdown link.
  return (
    link
      .replaceAll("\\/", "/")
      .match(/https?:\/\/[^\s"'<>/?#\\)]+/)
      ?.slice(0, 1) ?? []
  );
}
