import type { Packager } from "./packager/types";
import { toProblem } from "./problem";
import type { Download, PageStore } from "./state";
import type { Actions } from "./ui/actions";

/** What can be done with a package besides downloading it: comparing it, and listing what is in it. */
export function connectComparing(store: PageStore, packager: Promise<Packager>): Pick<Actions, "compare" | "manifest"> {
  return {
    async compare(download, other, called) {
      const name = called ?? (typeof other === "string" ? "the CodeSha256" : `"${other.name}"`);
      store.dispatch({ type: "comparing", of: download.name, name });
      const asked = store.state.comparing;
      // Another comparison, or another package, has taken this one's place.
      const isStale = () => store.state.comparing !== asked;
      try {
        const comparison = await (await packager).compare(download.zip, other);
        if (!isStale()) store.dispatch({ type: "compared", comparison });
      } catch (error) {
        if (!isStale()) store.dispatch({ type: "compareFailed", problem: toProblem(error) });
      }
    },

    async manifest(download) {
      try {
        save(await (await packager).manifest(download.zip, { name: download.name }), manifestName(download));
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

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun when the task is over.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
