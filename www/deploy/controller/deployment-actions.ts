import { type Problem, toProblem } from "../../common/problem";
import type { DeployActions } from "../deploy-actions";
import type { DeployRow } from "../deploy-row";
import type { DeployStore } from "../deploy-state";
import { DeployError } from "../error";
import type { Deployment, DeploymentReports } from "../goal";
import { prepareDeployment } from "../goals";
import { prepareProject } from "../project/project-deployment";
import { rememberForm } from "../remembered-form";
import { requestAccess } from "./addresses";
import { type ControllerContext, currentRequest } from "./context";
import { Questions } from "./questions";

/** Starts, repeats and cancels deploys. One runs at a time. */
export function deploymentActions(
  context: ControllerContext,
): Pick<DeployActions, "start" | "startProject" | "retry" | "answer" | "cancel"> {
  const { store } = context;
  let running = new AbortController();
  let last: Deployment | undefined;
  const questions = new Questions(store);

  const start = (prepare: () => Deployment | undefined) => {
    const deployment = store.state.running ? undefined : attempt(store, prepare);
    if (!deployment) return;
    rememberForm(store.state.form);
    last = deployment;
    running = new AbortController();
    void run(store, questions, deployment, deployment.rows, running.signal);
  };
  const retry = () => {
    if (!last || store.state.running) return;
    running = new AbortController();
    void run(
      store,
      questions,
      last,
      store.state.rows.filter(({ problem }) => problem),
      running.signal,
    );
  };
  return {
    start: () => void requestAccess(context, "deploy").then(() => start(() => prepare(context))),
    startProject: (request) =>
      void requestAccess(context, "deploy").then(() =>
        start(() => prepareProject(request, store.state.form, context.services)),
      ),
    retry,
    answer: (answer) => questions.answer(answer),
    cancel: () => running.abort(new DOMException("The deploy was cancelled", "AbortError")),
  };
}

/** The deploy that the form describes; undefined if there is none. */
function prepare(context: ControllerContext): Deployment | undefined {
  const request = currentRequest(context);
  return request && prepareDeployment(request, context.services);
}

/** Prepares a deploy. Undefined if that fails; the card then shows the failure. */
function attempt(store: DeployStore, prepare: () => Deployment | undefined): Deployment | undefined {
  try {
    return prepare();
  } catch (error) {
    store.dispatch({ type: "failed", problem: toProblem(error) });
    return undefined;
  }
}

/** Runs a deploy for the given rows. The others keep their results. */
async function run(
  store: DeployStore,
  questions: Questions,
  deployment: Deployment,
  rows: DeployRow[],
  signal: AbortSignal,
): Promise<void> {
  const { dispatch } = store;
  const ids = new Set(rows.map(({ id }) => id));
  const fresh = deployment.rows.filter(({ id }) => ids.has(id));
  const kept = new Map(store.state.rows.map((row) => [row.id, row]));
  const shown = deployment.rows.map((row) => (ids.has(row.id) ? row : (kept.get(row.id) ?? row)));
  dispatch({ type: "started", rows: shown });
  try {
    await deployment.run(fresh, reportsTo(store, questions, signal));
  } catch (error) {
    const problem = problemOf(error, signal);
    for (const { id } of fresh) {
      const row = store.state.rows.find((row) => row.id === id);
      if (row?.progress.stage !== "done") dispatch({ type: "rowChanged", id, change: { problem } });
    }
  }
  dispatch({ type: "ended" });
}

/** Shows the events of the rows on the card. */
function reportsTo({ dispatch }: DeployStore, questions: Questions, signal: AbortSignal): DeploymentReports {
  return {
    signal,
    ask: (functions) => questions.ask({ functions }, signal),
    row: (id) => ({
      onProgress: (progress) => dispatch({ type: "progressed", id, progress }),
      onRetry: ({ message }) => dispatch({ type: "rowChanged", id, change: { retrying: message } }),
      onError: (error) => dispatch({ type: "rowChanged", id, change: { problem: problemOf(error, signal) } }),
      onDetails: (details) => dispatch({ type: "rowChanged", id, change: { details } }),
    }),
  };
}

/** Codes of errors that state what a cancellation has left behind, or that it came too late. */
const CANCELLATIONS = new Set(["upload-left", "upload-perhaps-left", "cancelled-late", "cancelled-unsent"]);

/** The problem of a failed row. After a cancellation every error is a consequence of it. */
function problemOf(error: unknown, signal: AbortSignal): Problem {
  if (!signal.aborted) return toProblem(error);
  if (error instanceof DeployError && CANCELLATIONS.has(error.code)) return toProblem(error);
  const hint =
    "No upload in parts is left; a request that was on its way whole may still be carried out: look before trying again";
  return { code: "cancelled", message: "The deploy was cancelled", hint };
}
