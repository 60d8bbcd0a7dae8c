/** The fields of the deploy card, and how their text is read. They never contain credentials. */

import type { EndpointConfig } from "./aws-types";

/** How the package is deployed: with the user's credentials, by a pasted link, or by commands to copy. */
export type DeployMethod = "credentials" | "link" | "hand";

/** The goals of a deploy. Each has a folder, and is listed in `goals.ts`. */
export type GoalName = "function" | "layer" | "object" | "share";

/** The kinds of uploads that can be shared with someone without credentials. */
export type ShareKind = "url" | "form" | "ticket";

/** The shell that commands are written for. */
export type Shell = "sh" | "powershell";

/** The values of the fields, as the user has entered them. */
export interface DeployForm {
  method: DeployMethod;
  goal: GoalName;
  /** The file name of the package to deploy, if several were pressed. */
  zip: string;
  region: string;
  /** The endpoint of Lambda; empty for AWS's own. */
  lambdaEndpoint: string;
  s3Endpoint: string;
  /** The endpoint of CloudWatch Logs. */
  logsEndpoint: string;
  pathStyle: boolean;
  /** The functions, in the syntax of `parseFunctions`. */
  functions: string;
  /** The ARN of the execution role for new functions. */
  role: string;
  create: boolean;
  /** For new functions: the ARN of the customer's key for the code. */
  codeKey: string;
  /** For new functions: whether Lambda reads the code from the bucket and keeps no copy. */
  byReference: boolean;
  /** For new functions: the ARN of the capacity provider of their managed instances. */
  capacityProvider: string;
  publish: boolean;
  dryRun: boolean;
  configure: boolean;
  /** Whether to deploy whenever a watched folder has changed. */
  onChange: boolean;
  guard: boolean;
  /** The name of the bucket, in which `{region}` stands for the region. */
  bucket: string;
  key: string;
  ifNoneMatch: boolean;
  layerName: string;
  /** Functions that get the published layer version, in the syntax of `parseFunctions`. */
  attachTo: string;
  shell: Shell;
  share: ShareKind;
  /** The minutes for which a shared upload is valid. */
  minutes: string;
  /** A presigned URL, a POST form or a ticket, as pasted. */
  link: string;
  /** Values of signed headers, in the syntax of `parseHeaders`. */
  linkHeaders: string;
  /** The JSON of a test event. */
  event: string;
}

/** The initial values of the fields. */
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
export function endpointOf(form: DeployForm, region = form.region): EndpointConfig {
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

/** The server of a pasted link; empty if the text contains no link. */
export function addressesOfLink(link: string): string[] {
  // Matches only up to the host: the rest may be escaped, or be the end of a Markdown link.
  return (
    link
      .replaceAll("\\/", "/")
      .match(/https?:\/\/[^\s"'<>/?#\\)]+/)
      ?.slice(0, 1) ?? []
  );
}
