/** Tests a function: a call with a test event, and the last lines of its log. */

import { toProblem } from "../../common/problem";
import type { DeployActions } from "../deploy-actions";
import { detailsOf, functionLabel, functionRowId } from "../deploy-row";
import type { DeployState, DeployStore, Invocation, LogReading, TestableFunction } from "../deploy-state";
import { endpointOf, initialForm } from "../form";
import { invokeFunction } from "../function/invoke";
import { lastLogLines } from "../function/log-lines";
import { reportOf } from "../function/report-line";
import { expectFunctions, type FunctionRef, parseFunctions } from "../function-ref";
import { savedEvent, saveEvent } from "../saved-events";
import { requestAccess } from "./addresses";
import type { ControllerContext } from "./context";

/** The actions for the function that is tested. The event of the last visit is filled in again. */
export function testActions(context: ControllerContext): Pick<DeployActions, "test" | "invoke" | "readLogs"> {
  recallEvents(context.store);
  showFunctions(context);
  return {
    test: (id) => context.store.dispatch({ type: "tested", id }),
    invoke: () => void invoke(context),
    readLogs: () => void requestAccess(context, "logs").then(() => readLogs(context)),
  };
}

/** The functions of the repository that was updated last, otherwise those of the form. */
function functionsOf({ form, rows }: DeployState): FunctionRef[] {
  const updated = rows.flatMap(({ target }) => target ?? []);
  return updated.length > 0 ? updated : parseFunctions(form.functions, form.region);
}

/** The function that is tested: the chosen one, otherwise the first one. The card shows the same. */
function targetOf(state: DeployState): FunctionRef | undefined {
  const targets = functionsOf(state);
  return targets.find((target) => functionRowId(target) === state.tested) ?? targets[0];
}

/** Shows which functions can be tested. */
function showFunctions({ store }: ControllerContext): void {
  const show = (state: DeployState) => {
    const functions = functionsOf(state).map((target) => {
      return { id: functionRowId(target), name: `${functionLabel(target)} (${target.region})` };
    });
    const ids = (shown: TestableFunction[]) => shown.map(({ id }) => id).join("\n");
    if (ids(functions) !== ids(state.testable)) store.dispatch({ type: "testable", functions });
  };
  store.subscribe((state, { form, rows }) => {
    if (state.form.functions !== form.functions || state.form.region !== form.region || state.rows !== rows)
      show(state);
  });
  show(store.state);
}

/** Fills in the event that is kept for a function, unless the user has written one. */
function recallEvents(store: DeployStore): void {
  let recalled = initialForm.event;
  const recall = (state: DeployState) => {
    if (state.form.event !== recalled) return;
    const event = savedEvent(targetOf(state)?.functionName ?? "") ?? initialForm.event;
    if (event === recalled) return;
    recalled = event;
    store.dispatch({ type: "form", change: { event } });
  };
  store.subscribe((state, previous) => {
    if (state.testable !== previous.testable || state.tested !== previous.tested) recall(state);
  });
  recall(store.state);
}

async function invoke({ store, services: { lambda, session } }: ControllerContext): Promise<void> {
  const { form } = store.state;
  const target = targetOf(store.state);
  if (!target || store.state.invocation?.status === "running") return;
  const running: Invocation = { status: "running" };
  store.dispatch({ type: "invoked", invocation: running });
  // The answer of a call is not shown once another function is chosen.
  const end = (invocation: Invocation) => {
    if (store.state.invocation === running) store.dispatch({ type: "invoked", invocation });
  };
  try {
    expectFunctions(target.functionName, target.region);
    const answer = await session.use(() => invokeFunction(lambda, endpointOf(form, target.region), target, form.event));
    const { statusCode, functionError, payload, log = "", executedVersion } = answer;
    const outcome = functionError
      ? `The function failed (${functionError}), status ${statusCode}`
      : `The function answered with status ${statusCode}`;
    const details = [...reportOf(log), ...detailsOf({ Version: executedVersion })];
    const event = saveEvent(target.functionName, form.event);
    const invocation = { outcome, hasFailed: functionError !== undefined, details, payload, log, event };
    end({ status: "answered", ...invocation });
  } catch (error) {
    end({ status: "failed", problem: toProblem(error) });
  }
}

async function readLogs({ store, services }: ControllerContext): Promise<void> {
  const target = targetOf(store.state);
  if (!target || store.state.logs?.status === "reading") return;
  const { sender, session, aws } = services;
  const group = logGroupOf(store.state, target);
  const place = endpointOf(store.state.form, target.region);
  const reading: LogReading = { status: "reading" };
  store.dispatch({ type: "logs", logs: reading });
  const end = (logs: LogReading) => {
    if (store.state.logs === reading) store.dispatch({ type: "logs", logs });
  };
  try {
    const lines = await session.use(() => lastLogLines(sender, place, group));
    end({ status: "read", group, lines });
  } catch (error) {
    const action = { op: "DescribeLogStreams", logGroupName: group, limit: 1 } as const;
    const { shell } = store.state.form;
    const commands = await aws.call("cliCommands", { place, action, zip: "", size: 0, shell }).catch(() => []);
    const command = commands.join("\n");
    end({ status: "failed", problem: toProblem(error), command });
  }
}

/** The log group that Lambda has stated, or its default: "/aws/lambda/" and the function's name. */
function logGroupOf({ rows }: DeployState, target: FunctionRef): string {
  const found = rows.find(({ id }) => id === functionRowId(target))?.progress.configuration;
  const name = found?.functionName || (/function:([^:]+)/.exec(target.functionName)?.[1] ?? target.functionName);
  return found?.loggingConfig?.logGroup ?? `/aws/lambda/${name}`;
}
