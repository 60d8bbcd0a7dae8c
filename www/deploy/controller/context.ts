import { toProblem } from "../../common/problem";
import type { FunctionConfiguration } from "../aws-types";
import type { DeployPackage, DeployRequest } from "../deploy-request";
import type { DeployStore } from "../deploy-state";
import type { Services } from "../services";

/** A deployed function that was opened. */
export interface OpenedFunction {
  /** As the user has named it. */
  name: string;
  configuration: FunctionConfiguration;
  /** Its zip; absent where the browser may not fetch it. */
  file?: File;
}

/** What the rest of the page gives to the deploy card. */
export interface DeployPage {
  /** The packages that are on the page now. */
  packages(): DeployPackage[];
  /** The manifest of a package. */
  manifestOf(zip: Blob): Promise<Blob>;
  /** Takes a function as source and target. */
  take(opened: OpenedFunction): void;
  /** Takes zips that are in layers of the function. `missingSize`: zipped bytes of layers that are not among them. */
  takeLayers(files: File[], missingSize: number): void;
}

/** What the parts of the controller share. */
export interface ControllerContext {
  store: DeployStore;
  services: Services;
  page: DeployPage;
}

/** The package that the form names, else the first. */
export function chosenPackage({ store, page }: ControllerContext): DeployPackage | undefined {
  const packages = page.packages();
  return packages.find(({ name }) => name === store.state.form.zip) ?? packages[0];
}

/** What the form asks for now; undefined while there is no package. */
export function currentRequest(context: ControllerContext): DeployRequest | undefined {
  const zip = chosenPackage(context);
  return zip && { form: context.store.state.form, zip };
}

/** Does what belongs to no row of a deploy. The card shows its failure. */
export function runTask({ store }: ControllerContext, task: () => Promise<void>): void {
  task().catch((error) => store.dispatch({ type: "failed", problem: toProblem(error) }));
}
