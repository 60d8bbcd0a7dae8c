import { makeOfflineKit } from "../by-hand/offline-kit";
import type { DeployActions } from "../deploy-actions";
import { makeShare } from "../share/share-goal";
import { type ControllerContext, chosenPackage, currentRequest, runTask } from "./context";

/** What the user can do with a package besides deploying it. */
export function packageActions(context: ControllerContext): Pick<DeployActions, "share" | "kit"> {
  return {
    share: () => runTask(context, () => share(context)),
    kit: () => runTask(context, () => offerKit(context)),
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
