import type { DeployController } from "../deploy/deploy-controller";
import type { DeployPackage } from "../deploy/deploy-request";
import { downloadsOf, type PageState, type PageStore } from "../state";

/** The pressed packages, with what they were pressed for. */
export function deployPackages({ pressing, target }: PageState): DeployPackage[] {
  if (pressing.status !== "pressed") return [];
  const { runtime, handler } = target;
  return pressing.outcomes.flatMap((outcome) => {
    if (!("downloads" in outcome)) return [];
    const { architecture } = outcome;
    return outcome.downloads.map(({ kind, name, zip: { zip: blob, codeSha256, unzippedSize } }) => {
      const zip = { kind, name, blob, codeSha256, unzippedSize };
      return { ...zip, runtime, architecture, ...(handler && { handler }) };
    });
  });
}

/** Tells the deploy card when other packages are on the page, or none any more. */
export function announcePackages(store: PageStore, { store: deployStore }: DeployController): void {
  store.subscribe((state, previous) => {
    if (state.pressing === previous.pressing || state.pressing.status === "pressing") return;
    const downloads = downloadsOf(state);
    const names = downloads.map(({ name }) => name);
    deployStore.dispatch({ type: "packages", names, kind: downloads[0]?.kind ?? "function" });
  });
}
