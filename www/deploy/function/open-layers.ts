/** Loads the layers of a deployed function into the page. */

import { toProblem } from "../../common/problem";
import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import type { OpenedLayer } from "../deploy-state";
import { DeployError } from "../error";
import type { Lambda } from "../lambda";
import { type FoundZip, fetchZip } from "./open-function";

/** A layer of a function, with its zip if it could be fetched. */
export interface FetchedLayer extends OpenedLayer {
  file?: File;
}

/** Loads the layers, one after another. A failure is recorded for that layer and does not affect the others. */
export async function fetchLayers(
  lambda: Lambda,
  place: EndpointConfig,
  { layers }: FunctionConfiguration,
): Promise<FetchedLayer[]> {
  const brought: FetchedLayer[] = [];
  for (const { arn } of layers) {
    try {
      const zip = await findLayer(lambda, place, arn);
      const file = await fetchZip(lambda.aws, zip);
      brought.push(file ? { arn, file } : { arn, url: zip.location });
    } catch (error) {
      brought.push({ arn, problem: toProblem(error) });
    }
  }
  return brought;
}

/** Finds the zip of a layer version. Its name is that of the layer, with the version number. */
async function findLayer(lambda: Lambda, place: EndpointConfig, arn: string): Promise<FoundZip> {
  const [layerName = "", layer = "", version = ""] = /^(.*:([^:]+)):(\d+)$/.exec(arn)?.slice(1) ?? [];
  const action = { op: "GetLayerVersion", layerName, versionNumber: Number(version) } as const;
  const { codeLocation, codeSha256 } = await lambda.run("GetLayerVersion", action, place, {});
  if (codeLocation) return { name: `${layer}-${version}`, location: codeLocation, codeSha256 };
  throw new DeployError({
    code: "code-missing",
    message: `"${arn}" has no zip that can be opened`,
    hint: "Drop the zip of the layer instead",
  });
}
