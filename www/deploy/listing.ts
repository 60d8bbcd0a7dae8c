/** What is known of the functions of an account: those that were listed, and how they fit the package. */

import type { Problem } from "../common/problem";
import type { Finding } from "../packager/types";
import type { FunctionConfiguration, Place } from "./aws-types";
import type { FunctionRef } from "./function-ref";

/** The functions of a region, as far as they were listed. `place`: where they were asked for. */
export type Listing =
  | { status: "none"; place: null }
  | { status: "listing"; place: Place }
  | { status: "listed"; place: Place; functions: FunctionConfiguration[] }
  | { status: "failed"; place: Place; problem: Problem };

/** A function that the form names, compared with the package before anything is sent. */
export interface FunctionFit {
  /** As the user has named it. */
  name: string;
  /** What Lambda said of it; absent where the list has no such function. */
  configuration?: FunctionConfiguration;
  findings: Finding[];
}

/** Whether two places are the same region of the same server. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.region === b.region && a.lambdaEndpoint === b.lambdaEndpoint;
}

/** The functions that were listed in a region; undefined if none were. */
export function listedIn(listing: Listing, place: Place): FunctionConfiguration[] | undefined {
  return listing.status === "listed" && isSamePlace(listing.place, place) ? listing.functions : undefined;
}

/** The function of a list that the user has named, by its name or ARN. */
export function functionNamed(
  functions: FunctionConfiguration[],
  { functionName }: FunctionRef,
): FunctionConfiguration | undefined {
  return functions.find(
    (one) =>
      one.functionName === functionName ||
      one.functionArn === functionName ||
      one.functionArn.endsWith(`:${functionName}`),
  );
}

/** The number of an account in an ARN (IAM user guide, "Amazon Resource Names"). */
export function accountOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? "")?.[1];
}
