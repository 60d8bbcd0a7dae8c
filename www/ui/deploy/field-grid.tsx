import type { ComponentChildren } from "preact";

/** Fields side by side, as many as fit into the width. */
export function FieldGrid({ children }: { children: ComponentChildren }) {
  return <div class="deploy-grid">{children}</div>;
}
