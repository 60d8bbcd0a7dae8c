import { makeOfflineKit } from "../by-hand/offline-kit";
import type { DeployActions } from "../deploy-actions";
import { placeOf } from "../form";
import { invokeFunction } from "../function/invoke";
import { parseFunctions } from "../function-ref";
import { makeShare } from "../share/share-goal";
import { type ControllerContext, chosenPackage, currentRequest, runTask } from "./context";

/** What the user can do with a package besides deploying it. */
export function packageActions(context: ControllerContext): Pick<DeployActions, "share" | "kit" | "invoke"> {
  return {
    share: () => runTask(context, () => share(context)),
    kit: () => runTask(context, () => offerKit(context)),
    invoke: () => runTask(context, () => invoke(context)),
  };
}

async function share(context: ControllerContext): Promise<void> {
  const { store, services } = context;
  const text = await makeShare(services, store.state.form, chosenPackage(context));
  store.dispatch({ type: "shared", text });
}

async function offerKit(context: ControllerContext): Promise<void> {
  const { store, services, page } = context;
  const request = currentRequest(context);
  if (!request) return;
  const { blob, name } = await makeOfflineKit(request, services.aws, await page.manifestOf(request.zip.blob));
  store.dispatch({ type: "kit", kit: { url: URL.createObjectURL(blob), name } });
}

async function invoke({ store, services }: ControllerContext): Promise<void> {
  const { form } = store.state;
  const [target] = parseFunctions(form.functions, form.region);
  if (!target) return;
  const { lambda, session } = services;
  const answer = await session.use(() => invokeFunction(lambda, placeOf(form, target.region), target, form.event));
  const status = answer.functionError
    ? `The function failed (${answer.functionError}), status ${answer.statusCode}`
    : `The function answered with status ${answer.statusCode}`;
  store.dispatch({ type: "invoked", invocation: { status, payload: answer.payload, log: answer.log ?? "" } });
}
