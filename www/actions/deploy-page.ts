import { RUNTIMES } from "../common/facts";
import type { OpenedFunction } from "../deploy/controller/context";
import type { DeployPackage } from "../deploy/deploy-request";
import type { DeployController } from "../deploy/lazy-deploy";
import { downloadsOf, type PageState, type PageStore } from "../state/page";

/** The pressed packages, with the target that they were pressed for. */
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

/** Takes a deployed function that was opened: its zip becomes the source, its configuration the target. */
export function takeOpened({ dispatch }: PageStore, { configuration, file }: OpenedFunction): void {
  const { runtime, architectures, handler, layers } = configuration;
  const [architecture = "x86_64"] = architectures;
  const zipped = layers.reduce((sum, { codeSize }) => sum + codeSize, 0);
  dispatch({
    type: "opened",
    items: file ? [{ path: file.name, file }] : [],
    target: {
      ...(RUNTIMES.some(({ name }) => name === runtime) && { runtime }),
      architecture: architecture === "arm64" ? "arm64" : "x86_64",
    },
    handler: handler ?? null,
    // The zipped size of the layers: a lower bound of their unzipped size.
    layers: sizeText(zipped),
  });
}

const sizeText = (bytes: number) => (bytes > 0 ? `${bytes} bytes` : "");

/** Takes the layers of a function that was opened. Their contents count for imports and sizes, and do not ship. */
export function takeLayers({ dispatch }: PageStore, files: File[], missingSize: number): void {
  const items = files.map((file) => ({ path: file.name, file }));
  dispatch({ type: "layersOpened", items, layers: sizeText(missingSize) });
}

/** Informs the deploy card when the packages on the page change or are gone. */
export function announcePackages(store: PageStore, { store: deployStore }: DeployController): void {
  store.subscribe((state, previous) => {
    if (state.pressing === previous.pressing || state.pressing.status === "pressing") return;
    const downloads = downloadsOf(state);
    const names = downloads.map(({ name }) => name);
    deployStore.dispatch({ type: "packages", names, kind: downloads[0]?.kind ?? "function" });
  });
}
