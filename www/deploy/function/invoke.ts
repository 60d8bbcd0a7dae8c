import type { Place, Values } from "../aws-types";
import type { FunctionRef } from "../function-ref";
import type { Lambda } from "../lambda";

/** Milliseconds that a function may run, 15 minutes (Lambda developer guide, quotas), and some to answer. */
const MAX_RUN_MS = 16 * 60_000;

/** Calls a function, or the version its alias points to, and waits for the answer. `payload`: JSON. */
export function invokeFunction(
  lambda: Lambda,
  place: Place,
  { functionName, alias }: Pick<FunctionRef, "functionName" | "alias">,
  payload: string,
): Promise<Values["Invoke"]> {
  const qualifier = alias ? { qualifier: alias } : {};
  const action = { op: "Invoke", functionName, payload, logTail: true, ...qualifier } as const;
  return lambda.run("Invoke", action, place, { patience: MAX_RUN_MS });
}
