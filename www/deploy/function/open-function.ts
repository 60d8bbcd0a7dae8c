/** Loads the code of a deployed function into the page. */

import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import type { AwsClient } from "../client";
import { DeployError } from "../error";
import { sha256Of } from "../hash";
import type { Lambda } from "../lambda";

/** A deployed function, and where its zip is. */
export interface FoundFunction {
  configuration: FunctionConfiguration;
  /** A URL that anyone can use for ten minutes. It is in no message, and is not stored. */
  location: string;
}

/** Requests a function and the location of its zip. Rejects if it has none, as with a container image. */
export async function findCode(lambda: Lambda, place: EndpointConfig, functionName: string): Promise<FoundFunction> {
  const action = { op: "GetFunction", functionName } as const;
  const { configuration, codeLocation } = await lambda.run("GetFunction", action, place, {});
  if (codeLocation && configuration.packageType !== "Image") return { configuration, location: codeLocation };
  throw new DeployError({
    code: "code-missing",
    message: `"${functionName}" has no zip that can be opened`,
    hint: "Functions of container images have none",
  });
}

/** A zip that Lambda stores, of a function or of a layer. */
export interface FoundZip {
  /** The name of the function or layer. */
  name: string;
  /** As `location` of `FoundFunction`. */
  location: string;
  /** The hash that Lambda states for its bytes. */
  codeSha256: string;
}

/**
 * Fetches the zip. Undefined if the browser may not fetch it: the bucket belongs to AWS, and no page can give it a CORS
 * configuration. Rejects if the hash of the bytes is not the one that Lambda states.
 */
export async function fetchZip(aws: AwsClient, { name, location, codeSha256 }: FoundZip): Promise<File | undefined> {
  const response = await fetch(location, { credentials: "omit", referrerPolicy: "no-referrer" }).catch(() => undefined);
  if (!response) return undefined;
  if (!response.ok) {
    throw new DeployError({
      code: "code-unavailable",
      message: `The code of "${name}" was answered with status ${response.status}`,
      hint: "Its URL works for ten minutes only: open the function again",
    });
  }
  const blob = await response.blob();
  const hash = await sha256Of(aws, blob);
  if (hash !== codeSha256) {
    throw new DeployError({
      code: "code-differs",
      message: `The code that arrived has the CodeSha256 "${hash}", and Lambda states "${codeSha256}"`,
      hint: "Open the function again: it may have been updated meanwhile",
    });
  }
  return new File([blob], `${name}.zip`, { type: "application/zip" });
}
