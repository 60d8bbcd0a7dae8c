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
  /** What it was pressed for. */
  runtime: string;
  architecture: Architecture;
  handler?: string;
}

/** What a deploy was started with. A retry uses the same, whatever has changed on the page since. */
export interface DeployRequest {
  form: DeployForm;
  zip: DeployPackage;
}
