import type { Architecture } from "./aws-types";
import type { DeployForm } from "./form";
import type { Zip } from "./transfer";

/** A pressed package that can be deployed. */
export interface DeployPackage extends Zip {
  kind: "function" | "layer";
  /** The file name under which it is offered for download. */
  name: string;
  /** Bytes. */
  unzippedSize: number;
  /** The target that it was pressed for. */
  runtime: string;
  architecture: Architecture;
  handler?: string;
}

/** The input of a deploy. A retry uses the same input, even if the page has changed since. */
export interface DeployRequest {
  form: DeployForm;
  zip: DeployPackage;
}
