import { toProblem } from "../common/problem";
import type { Packager } from "../packager/types";
import type { PageStore } from "../state/page";
import type { Actions } from "../ui/actions";
import { planOptions } from "./planning";

/** Shows files of the package, and excludes files from it. */
export function contentsActions(
  store: PageStore,
  packager: Promise<Packager>,
): Pick<Actions, "read" | "leaveOut" | "putBack"> {
  return {
    async read(path, signal) {
      const { state } = store;
      try {
        const options = { ...planOptions(state), signal };
        return { file: await (await packager).read(state.items, state.target, path, options) };
      } catch (error) {
        return { problem: toProblem(error) };
      }
    },
    leaveOut: (names) => store.dispatch({ type: "leaveOut", names }),
    putBack: (names) => store.dispatch({ type: "putBack", names }),
  };
}
