import type { CorsAdvice } from "../../deploy/cors";
import { Copyable } from "./copyable";

/** What the owner of the bucket pastes, in the console or in a shell. */
export function CorsNote({ cors }: { cors: CorsAdvice }) {
  return (
    <details>
      <summary>What the bucket's CORS configuration must allow</summary>
      <Copyable label="CORS configuration" text={cors.json} />
      <Copyable label="CORS command" text={cors.command} />
    </details>
  );
}
