import { toProblem } from "../common/problem";
import type { Packager } from "../packager/types";
import type { Download, PageStore } from "../state/page";
import type { Actions } from "../ui/actions";

/** What can be done with a package besides downloading it: comparing it, and listing what is in it. */
export function compareActions(store: PageStore, packager: Promise<Packager>): Pick<Actions, "compare" | "manifest"> {
  return {
    async compare(download, other, called) {
      const name = called ?? (typeof other === "string" ? "the CodeSha256" : `"${other.name}"`);
      store.dispatch({ type: "comparing", of: download.name, name });
      const started = store.state.comparing;
      // Another comparison was started, or another package was pressed.
      const isStale = () => store.state.comparing !== started;
      try {
        const comparison = await (await packager).compare(download.zip, other);
        if (!isStale()) store.dispatch({ type: "compared", comparison });
      } catch (error) {
        if (!isStale()) store.dispatch({ type: "compareFailed", problem: toProblem(error) });
      }
    },

    async manifest(download) {
      try {
        startDownload(await (await packager).manifest(download.zip, { name: download.name }), manifestName(download));
        return null;
      } catch (error) {
        return toProblem(error);
      }
    },
  };
}

/** `function.zip` → `function.manifest.json`. */
function manifestName({ name }: Download): string {
  return `${name.replace(/\.zip$/, "")}.manifest.json`;
}

function startDownload(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // By the next task the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
