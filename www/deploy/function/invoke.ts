import type { EndpointConfig, Values } from "../aws-types";
import type { FunctionRef } from "../function-ref";
import type { Lambda } from "../lambda";

/**
 * Maximum milliseconds until a function answers: 15 minutes for the run (Lambda developer guide, quotas), and one for
 * the answer.
 */
const MAX_RUN_MS = 16 * 60_000;

/** Calls a function, or the version that its alias points to, and waits for the answer. `payload` is JSON. */
export function invokeFunction(
  lambda: Lambda,
  place: EndpointConfig,
  { functionName, alias }: Pick<FunctionRef, "functionName" | "alias">,
  payload: string,
): Promise<Values["Invoke"]> {
  const qualifier = alias ? { qualifier: alias } : {};
  const action = { op: "Invoke", functionName, payload, logTail: true, ...qualifier } as const;
  return lambda.run("Invoke", action, place, { patience: MAX_RUN_MS });
}
