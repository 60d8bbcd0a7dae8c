import { LIMITS } from "../facts";
import type { FunctionConfiguration, Place } from "./boundary";
import { configure, isAs } from "./configure";
import { DeployError } from "./error";
import type { FunctionTarget, Tell } from "./flow";
import type { Lambda } from "./lambda";
import type { Watch } from "./parts";

export interface Attach {
  layerVersionArn: string;
  place: Place;
  /** Only if nobody changes the function meanwhile. */
  guard: boolean;
}

/** Gives a function a layer version: in the place of another version of the same layer, or else after the others. */
export async function attachLayer(
  { layerVersionArn, guard, ...attach }: Attach,
  { functionName, region }: FunctionTarget,
  lambda: Lambda,
  tell: Tell,
  watch: Watch,
): Promise<void> {
  const { signal } = watch;
  const place = { ...attach.place, region };
  tell({ stage: "checking" });
  const layerRegion = layerVersionArn.split(":")[3];
  if (layerRegion !== region) {
    throw new DeployError({
      code: "layer-region",
      message: `The function "${functionName}" is in "${region}", and the layer version in "${layerRegion}"`,
      hint: "Functions take layers of their own region only: publish the layer there too",
    });
  }
  const found = await lambda.get(place, functionName, signal);
  const before = await lambda.quiet(found, place, functionName, () => tell({ stage: "updating" }), signal);
  const layers = withLayer(before, layerVersionArn);
  let configuration = before;
  if (!isAs(before, { layers })) {
    tell({ stage: "configuring" });
    const revisionId = guard ? before.revisionId : undefined;
    configuration = await configure(lambda, place, functionName, { layers }, revisionId, watch);
  }
  tell({ stage: "done", configuration, attached: layerVersionArn });
}

function withLayer({ layers, functionName }: FunctionConfiguration, arn: string): string[] {
  const held = layers.map((layer) => layer.arn);
  const isHeld = held.some((other) => layerOf(other) === layerOf(arn));
  const wanted = isHeld ? held.map((other) => (layerOf(other) === layerOf(arn) ? arn : other)) : [...held, arn];
  if (wanted.length <= LIMITS.layers) return wanted;
  throw new DeployError({
    code: "layers-too-many",
    message: `The function "${functionName}" has ${held.length} layers already, and Lambda allows ${LIMITS.layers}`,
    hint: "Remove one of them from the function, then attach again",
  });
}

/** arn:aws:lambda:us-east-1:123456789012:layer:NAME:7 without its version. */
const layerOf = (arn: string) => arn.slice(0, arn.lastIndexOf(":"));
