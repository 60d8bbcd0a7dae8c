/** Opening a function that is deployed: its zip becomes a source, its configuration the target. */

import { requestHostPermissions } from "../../common/permissions";
import { toProblem } from "../../common/problem";
import type { DeployActions } from "../deploy-actions";
import type { Opening } from "../deploy-state";
import { placeOf } from "../form";
import { type FoundFunction, fetchCode, findCode } from "../function/open-function";
import { parseFunctions } from "../function-ref";
import type { ControllerContext } from "./context";

/** What the user can do with functions that are deployed. */
export function openActions(context: ControllerContext): Pick<DeployActions, "open" | "fetchOpened"> {
  const { store } = context;
  let found: FoundFunction | undefined;
  const show = (opening: Opening | null) => store.dispatch({ type: "opening", opening });

  const bring = async (name: string, code: FoundFunction) => {
    const file = await fetchCode(context.services.aws, code);
    const { configuration, location } = code;
    context.page.take({ name, configuration, ...(file && { file }) });
    if (file) store.dispatch({ type: "toggled", isOpen: false });
    show(file ? { status: "opened", name, configuration } : { status: "blocked", name, url: location, configuration });
  };
  const run = (name: string, task: () => Promise<void>) => {
    show({ status: "opening", name });
    task().catch((error) => show({ status: "failed", problem: toProblem(error) }));
  };

  return {
    open() {
      const { form } = store.state;
      const [target] = parseFunctions(form.functions, form.region);
      if (!target || store.state.opening?.status === "opening") return;
      const { functionName, region } = target;
      const { lambda, session } = context.services;
      run(functionName, async () => {
        found = await session.use(() => findCode(lambda, placeOf(form, region), functionName));
        await bring(functionName, found);
      });
    },
    fetchOpened() {
      const code = found;
      if (!code) return;
      const name = code.configuration.functionName;
      // An extension may fetch it once the user agrees.
      void requestHostPermissions([code.location]).then(() => run(name, () => bring(name, code)));
    },
  };
}
