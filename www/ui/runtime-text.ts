import type { RuntimeFacts } from "../common/facts";

/** The entry of a runtime in the list: its name, and its state where that matters before choosing. */
export function runtimeLabel({ name, state }: RuntimeFacts): string {
  return state.kind === "supported" ? name : `${name} (${state.kind})`;
}

/** One sentence under the list: the operating system, and how long the runtime can be used. */
export function runtimeNote({ os, state }: RuntimeFacts): string {
  switch (state.kind) {
    case "preview":
      return "In preview, not for production";
    case "supported":
      return `${os}, until ${state.until}`;
    case "deprecated":
      return `${os}; creating is blocked from ${state.createBlockedFrom}, updating from ${state.updateBlockedFrom}`;
  }
}
