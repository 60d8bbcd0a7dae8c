import { LIMITS } from "../../common/facts";
import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import { DeployError } from "../error";
import { configureFunction, isConfigured } from "../function/configure";
import type { FunctionRef } from "../function-ref";
import type { Lambda } from "../lambda";
import type { OnProgress } from "../progress";
import type { TransferOptions } from "../transfer";

/** A layer version, and how functions get it. */
export interface Attachment {
  layerVersionArn: string;
  place: EndpointConfig;
  /** Whether to fail if someone changes the function between the look at it and the request. */
  guard: boolean;
}

/**
 * Adds a layer version to a function. It replaces another version of the same layer, or is added after the other
 * layers.
 */
export async function attachLayer(
  { layerVersionArn, guard, place: layerPlace }: Attachment,
  target: FunctionRef,
  lambda: Lambda,
  onProgress: OnProgress,
  options: TransferOptions,
): Promise<void> {
  const { signal } = options;
  const { functionName, region } = target;
  const place = { ...layerPlace, region };
  onProgress({ stage: "checking" });
  expectSameRegion(target, layerVersionArn.split(":")[3]);
  const found = await lambda.get(place, functionName, signal);
  const onWait = () => onProgress({ stage: "updating" });
  const before = await lambda.waitWhileChanging(found, place, functionName, onWait, signal);
  const layers = withLayer(before, layerVersionArn);
  let configuration = before;
  if (!isConfigured(before, { layers })) {
    onProgress({ stage: "configuring" });
    const revisionId = guard ? before.revisionId : undefined;
    configuration = await configureFunction(lambda, place, functionName, { layers }, revisionId, options);
  }
  onProgress({ stage: "done", configuration, attached: layerVersionArn });
}

/** Throws if a function is in another region than the layer version that it is to get. */
export function expectSameRegion({ functionName, region }: FunctionRef, layerRegion = ""): void {
  if (layerRegion === region) return;
  throw new DeployError({
    code: "layer-region",
    message: `The function "${functionName}" is in "${region}", and the layer version in "${layerRegion}"`,
    hint: "Functions take layers of their own region only: publish the layer there too",
  });
}

/** The layer versions of a function, including this one. */
function withLayer({ layers, functionName }: FunctionConfiguration, arn: string): string[] {
  const before = layers.map((layer) => layer.arn);
  const isReplaced = before.some((other) => layerOf(other) === layerOf(arn));
  const after = isReplaced ? before.map((other) => (layerOf(other) === layerOf(arn) ? arn : other)) : [...before, arn];
  if (after.length <= LIMITS.layers) return after;
  throw new DeployError({
    code: "layers-too-many",
    message: `The function "${functionName}" has ${before.length} layers already, and Lambda allows ${LIMITS.layers}`,
    hint: "Remove one of them from the function, then attach again",
  });
}

/** The ARN of a layer version without the version: arn:aws:lambda:us-east-1:123456789012:layer:NAME. */
const layerOf = (arn: string) => arn.slice(0, arn.lastIndexOf(":"));
