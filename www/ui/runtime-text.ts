import type { RuntimeFacts } from "../common/facts";
import { t } from "../texts/language";

/** The entry of a runtime in the list: its name, and its state if that matters for the choice. */
export function runtimeLabel({ name, state }: RuntimeFacts): string {
  return state.kind === "supported" ? name : `${name} (${t(state.kind)})`;
}

/** One sentence under the list: the operating system, and how long the runtime can be used. */
export function runtimeNote({ os, state }: RuntimeFacts): string {
  switch (state.kind) {
    case "preview":
      return t("In preview, not for production");
    case "supported":
      return t("{os}, until {until}", { os, until: state.until });
    case "deprecated":
      return t("{os}; creating is blocked from {create}, updating from {update}", {
        os,
        create: state.createBlockedFrom,
        update: state.updateBlockedFrom,
      });
  }
}
