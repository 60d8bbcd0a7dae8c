import type { Cors } from "../../deploy-state";
import { Copyable } from "./fields";

/** What whoever owns the bucket pastes, in the console or the shell. */
export function CorsNote({ cors }: { cors: Cors }) {
  return (
    <details>
      <summary>What the bucket's CORS configuration must allow</summary>
      <Copyable label="CORS configuration" text={cors.json} />
      <Copyable label="CORS command" text={cors.command} />
    </details>
  );
}
