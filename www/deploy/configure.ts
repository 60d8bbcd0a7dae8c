import type { FunctionConfiguration, Place } from "./boundary";
import { DeployError } from "./error";
import type { Lambda } from "./lambda";
import type { Watch } from "./parts";
import { LostOr } from "./retry";

/** What of a function's configuration is set; the rest stays. */
export interface Change {
  runtime?: string;
  handler?: string;
  /** ARNs of layer versions, in their order: all that the function is to have. */
  layers?: string[];
}

/** Whether a function is as the change wants it. */
export function isAs(configuration: FunctionConfiguration, { runtime, handler, layers }: Change): boolean {
  return (
    (runtime === undefined || configuration.runtime === runtime) &&
    (handler === undefined || configuration.handler === handler) &&
    (layers === undefined || configuration.layers.map(({ arn }) => arn).join() === layers.join())
  );
}

/**
 * Sets it, only where the function's revision is still `revisionId` if one is given, and waits until the function
 * is so. Throws where someone else changed it, or it is otherwise in the end.
 */
export async function configure(
  lambda: Lambda,
  place: Place,
  functionName: string,
  change: Change,
  revisionId: string | undefined,
  { signal, onFault }: Watch,
): Promise<FunctionConfiguration> {
  const action = {
    op: "UpdateFunctionConfiguration",
    functionName,
    ...change,
    ...(revisionId && { revisionId }),
  } as const;
  try {
    // The same values twice are the same state, and a revision that no longer fits is settled by asking.
    const trying = { mayRepeat: true, ...(signal && { signal }), ...(onFault && { onFault }) };
    await lambda.run("UpdateFunctionConfiguration", action, place, trying);
  } catch (error) {
    if (!(error instanceof LostOr && error.wasLost)) throw error;
    if (!isAs(await lambda.get(place, functionName, signal), change)) throw error;
  }
  const after = await lambda.settled("updated", place, functionName, signal);
  if (isAs(after, change)) return after;
  throw new DeployError({
    code: "configuration-differs",
    message: `The configuration of "${functionName}" is not the one that was set: ${shown(after, change)}`,
    hint: "Someone else may have changed it meanwhile: look at the function, then deploy again",
  });
}

function shown({ runtime, handler, layers }: FunctionConfiguration, change: Change): string {
  const is: Record<keyof Change, string | undefined> = {
    runtime,
    handler,
    layers: layers.map(({ arn }) => arn).join(", "),
  };
  const names = (Object.keys(change) as (keyof Change)[]).filter((name) => change[name] !== undefined);
  return names.map((name) => `${name} "${is[name] ?? ""}"`).join(", ");
}
