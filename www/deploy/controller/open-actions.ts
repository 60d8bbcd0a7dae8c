/** Opens a deployed function: its zip becomes a source, its configuration the target. */

import { requestHostPermissions } from "../../common/permissions";
import { toProblem } from "../../common/problem";
import type { DeployActions } from "../deploy-actions";
import type { Opening } from "../deploy-state";
import { endpointOf } from "../form";
import { type FoundFunction, fetchZip, findCode } from "../function/open-function";
import { fetchLayers } from "../function/open-layers";
import { parseFunctions } from "../function-ref";
import type { ControllerContext } from "./context";

/** The actions for deployed functions. */
export function openActions(context: ControllerContext): Pick<DeployActions, "open" | "fetchOpened" | "openLayers"> {
  const { store } = context;
  let found: FoundFunction | undefined;
  const show = (opening: Opening | null) => store.dispatch({ type: "opening", opening });

  const bring = async (name: string, code: FoundFunction) => {
    const { configuration, location } = code;
    const { functionName, codeSha256 } = configuration;
    const file = await fetchZip(context.services.aws, { name: functionName, location, codeSha256 });
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
        found = await session.use(() => findCode(lambda, endpointOf(form, region), functionName));
        await bring(functionName, found);
      });
    },
    fetchOpened() {
      const code = found;
      if (!code) return;
      const name = code.configuration.functionName;
      // An extension may fetch the zip once the user agrees.
      void requestHostPermissions([code.location]).then(() => run(name, () => bring(name, code)));
    },
    openLayers() {
      const { form, opening } = store.state;
      if (!opening || !("configuration" in opening) || opening.layers === "opening") return;
      const { lambda, session } = context.services;
      const { configuration } = opening;
      // The layers of a function are in the same region as the function.
      const region = configuration.layers[0]?.arn.split(":")[3] ?? form.region;
      const urls = opening.layers?.flatMap(({ url }) => url ?? []) ?? [];
      show({ ...opening, layers: "opening" });
      // An extension may fetch them once the user agrees.
      requestHostPermissions(urls)
        .then(() => session.use(() => fetchLayers(lambda, endpointOf(form, region), configuration)))
        .then((brought) => {
          // Meanwhile, another function may have been opened.
          const now = store.state.opening;
          if (!now || !("configuration" in now) || now.configuration !== configuration) return;
          const files = brought.flatMap(({ file }) => file ?? []);
          const isMissing = (arn: string) => !brought.some((layer) => layer.arn === arn && layer.file);
          const missing = configuration.layers.filter(({ arn }) => isMissing(arn));
          context.page.takeLayers(
            files,
            missing.reduce((sum, { codeSize }) => sum + codeSize, 0),
          );
          show({ ...now, layers: brought.map(({ file: _, ...layer }) => layer) });
        })
        .catch((error) => show({ status: "failed", problem: toProblem(error) }));
    },
  };
}
