/** What is known about the functions of an account: the list of them, and how they fit the package. */

import type { Problem } from "../common/problem";
import type { Finding } from "../packager/types";
import type { EndpointConfig, FunctionConfiguration } from "./aws-types";
import type { FunctionRef } from "./function-ref";

/** The list of functions of a region. `place` is where it was requested. */
export type Listing =
  | { status: "none"; place: null }
  | { status: "listing"; place: EndpointConfig }
  | { status: "listed"; place: EndpointConfig; functions: FunctionConfiguration[] }
  | { status: "failed"; place: EndpointConfig; problem: Problem };

/** A function that the form names, compared with the package before anything is sent. */
export interface FunctionFit {
  /** The name that the user entered. */
  name: string;
  /** Lambda's answer about it; absent if the list has no such function. */
  configuration?: FunctionConfiguration;
  findings: Finding[];
}

/** Whether two places are the same region of the same server. */
export function isSamePlace(a: EndpointConfig, b: EndpointConfig): boolean {
  return a.region === b.region && a.lambdaEndpoint === b.lambdaEndpoint;
}

/** The list of functions of a place; undefined if there is none. */
export function listedIn(listing: Listing, place: EndpointConfig): FunctionConfiguration[] | undefined {
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
