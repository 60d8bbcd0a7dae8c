/** Bringing the code of a function that is deployed into the page. */

import type { FunctionConfiguration, Place } from "../aws-types";
import type { AwsClient } from "../client";
import { DeployError } from "../error";
import { sha256Of } from "../hash";
import type { Lambda } from "../lambda";

/** A function that is deployed, and where its zip is. */
export interface FoundFunction {
  configuration: FunctionConfiguration;
  /** A URL that is good for ten minutes, for whoever has it. It is in no message, and kept nowhere. */
  location: string;
}

/** Asks for a function and its zip. Rejects where it has none, as a container image does. */
export async function findCode(lambda: Lambda, place: Place, functionName: string): Promise<FoundFunction> {
  const action = { op: "GetFunction", functionName } as const;
  const { configuration, codeLocation } = await lambda.run("GetFunction", action, place, {});
  if (codeLocation && configuration.packageType !== "Image") return { configuration, location: codeLocation };
  throw new DeployError({
    code: "code-missing",
    message: `"${functionName}" has no zip that can be opened`,
    hint: "Functions of container images have none",
  });
}

/** A zip that Lambda keeps: of a function, or of a layer. */
export interface FoundZip {
  /** What it is of. */
  name: string;
  /** As `FoundFunction` has it. */
  location: string;
  /** What Lambda states of its bytes. */
  codeSha256: string;
}

/**
 * Fetches the zip. Undefined where the browser may not: the bucket is AWS's own, and no page can give it a CORS
 * configuration. Rejects if the bytes are not those that Lambda states.
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
