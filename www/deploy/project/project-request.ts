import type { DeployPackage } from "../deploy-request";

/** A package of a repository. */
export interface ProjectPart {
  zip: DeployPackage;
  /** Made of its contents: what has this key is this package. */
  key: string;
  /** The function that gets it, as `parseFunctions` reads it; absent for layers. */
  functionName?: string;
}

/** What is done with all packages of a repository. */
export interface ProjectRequest {
  /** Bring them into the bucket, or update the functions. */
  step: "upload" | "update";
  parts: ProjectPart[];
  /** Empty if there is none: then Lambda takes each package in a request. */
  bucket: string;
}

/** What a pressed repository is deployed to: what IAM must allow it on. */
export interface ProjectScope {
  /** Empty if there is none. */
  bucket: string;
  /** The keys of the packages, with a `*` for what changes with their contents. */
  keys: string;
  /** The functions that get a package, as `parseFunctions` reads them. */
  functions: string;
  /** Whether a package is too large for a request, and goes to Lambda by the bucket. */
  isLarge: boolean;
}
