import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import { DeployError, mayHaveSucceeded } from "../error";
import type { Lambda } from "../lambda";
import type { TransferOptions } from "../transfer";

/** The part of a function's configuration to set. The rest is not changed. */
export interface ConfigurationChange {
  runtime?: string;
  handler?: string;
  /** The ARNs of all layer versions that the function is to have, in order. */
  layers?: string[];
}

/** Whether a function already has these values. */
export function isConfigured(
  configuration: FunctionConfiguration,
  { runtime, handler, layers }: ConfigurationChange,
): boolean {
  return (
    (runtime === undefined || configuration.runtime === runtime) &&
    (handler === undefined || configuration.handler === handler) &&
    (layers === undefined || configuration.layers.map(({ arn }) => arn).join() === layers.join())
  );
}

/**
 * Changes the configuration of a function, and waits until it is in effect. With `revisionId`, it does so only if
 * nobody has changed the function since that revision. Rejects if the function has other values at the end.
 */
export async function configureFunction(
  lambda: Lambda,
  place: EndpointConfig,
  functionName: string,
  change: ConfigurationChange,
  revisionId: string | undefined,
  { signal, onRetry }: TransferOptions,
): Promise<FunctionConfiguration> {
  const action = {
    op: "UpdateFunctionConfiguration",
    functionName,
    ...change,
    ...(revisionId && { revisionId }),
  } as const;
  try {
    // Setting the same values twice gives the same state. If the second attempt finds another revision, the function is
    // checked.
    const options = { mayRepeat: true, ...(signal && { signal }), ...(onRetry && { onRetry }) };
    await lambda.run("UpdateFunctionConfiguration", action, place, options);
  } catch (error) {
    if (!mayHaveSucceeded(error)) throw error;
    if (!isConfigured(await lambda.get(place, functionName, signal), change)) throw error;
  }
  const after = await lambda.waitUntil("updated", place, functionName, signal);
  if (isConfigured(after, change)) return after;
  throw new DeployError({
    code: "configuration-differs",
    message: `The configuration of "${functionName}" is not the one that was set: ${describe(after, change)}`,
    hint: "Someone else may have changed it meanwhile: look at the function, then deploy again",
  });
}

/** The values of the function that were to be set, as text. */
function describe({ runtime, handler, layers }: FunctionConfiguration, change: ConfigurationChange): string {
  const values: Record<keyof ConfigurationChange, string | undefined> = {
    runtime,
    handler,
    layers: layers.map(({ arn }) => arn).join(", "),
  };
  const names = (Object.keys(change) as (keyof ConfigurationChange)[]).filter((name) => change[name] !== undefined);
  return names.map((name) => `${name} "${values[name] ?? ""}"`).join(", ");
}
