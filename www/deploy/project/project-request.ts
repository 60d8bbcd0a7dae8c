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
