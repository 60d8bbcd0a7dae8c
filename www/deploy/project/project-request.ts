import type { DeployPackage } from "../deploy-request";

/** A package of a repository. */
export interface ProjectPart {
  zip: DeployPackage;
  /** The object's key. It is made from the contents, so an object with this key is this package. */
  key: string;
  /** The function that gets the package, in the syntax of `parseFunctions`; absent for layers. */
  functionName?: string;
}

/** The deploy of all packages of a repository. */
export interface ProjectRequest {
  /** Whether to upload the packages to the bucket, or to update the functions. */
  step: "upload" | "update";
  parts: ProjectPart[];
  /** The bucket; empty if there is none: then each package is sent to Lambda in a request. */
  bucket: string;
}

/** What a pressed repository is deployed to. IAM must allow these. */
export interface ProjectScope {
  /** The bucket; empty if there is none. */
  bucket: string;
  /** The keys of the packages, with a `*` for the part that changes with their contents. */
  keys: string;
  /** The functions that get a package, in the syntax of `parseFunctions`. */
  functions: string;
  /** Whether a package is too large for a request, and is sent to Lambda through the bucket. */
  isLarge: boolean;
}
