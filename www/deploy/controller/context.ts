import { toProblem } from "../../common/problem";
import type { FunctionConfiguration } from "../aws-types";
import type { DeployPackage, DeployRequest } from "../deploy-request";
import type { DeployStore } from "../deploy-state";
import type { Services } from "../services";

/** A deployed function that was opened. */
export interface OpenedFunction {
  /** The name that the user entered. */
  name: string;
  configuration: FunctionConfiguration;
  /** Its zip; absent if the browser may not fetch it. */
  file?: File;
}

/** What the rest of the page provides to the deploy card. */
export interface DeployPage {
  /** The packages that are on the page now. */
  packages(): DeployPackage[];
  /** The manifest of a package. */
  manifestOf(zip: Blob): Promise<Blob>;
  /** Takes a function as the source and the target. */
  take(opened: OpenedFunction): void;
  /**
   * Takes zips of layers of the function. `missingSize` is the sum of the zipped bytes of layers that are not among
   * them.
   */
  takeLayers(files: File[], missingSize: number): void;
}

/** What the parts of the controller share. */
export interface ControllerContext {
  store: DeployStore;
  services: Services;
  page: DeployPage;
}

/** The package that the form names, otherwise the first. */
export function chosenPackage({ store, page }: ControllerContext): DeployPackage | undefined {
  const packages = page.packages();
  return packages.find(({ name }) => name === store.state.form.zip) ?? packages[0];
}

/** The deploy that the form describes now; undefined if there is no package. */
export function currentRequest(context: ControllerContext): DeployRequest | undefined {
  const zip = chosenPackage(context);
  return zip && { form: context.store.state.form, zip };
}

/** Runs a task that belongs to no row of a deploy. The card shows its failure. */
export function runTask({ store }: ControllerContext, task: () => Promise<void>): void {
  task().catch((error) => store.dispatch({ type: "failed", problem: toProblem(error) }));
}
