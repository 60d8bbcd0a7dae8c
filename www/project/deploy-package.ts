import type { DeployPackage } from "../deploy/deploy-request";
import type { Package } from "../packager/types";
import type { ProjectRow } from "../state/project-state";

/** The package of a function or layer in the form that is deployed. */
export function deployPackage({ definition, package: pressed }: ProjectRow & { package: Package }): DeployPackage {
  const { kind, runtime, architecture, handler } = definition.target;
  const { zip: blob, codeSha256, unzippedSize } = pressed;
  const zip = { kind, name: `${definition.id}.zip`, blob, codeSha256, unzippedSize };
  return { ...zip, runtime, architecture, ...(handler && { handler }) };
}
