import type { CorsAdvice } from "../../deploy/cors";
import { t } from "../../texts/language";
import { Copyable } from "./copyable";

/** What the owner of the bucket pastes, in the console or in a shell. */
export function CorsNote({ cors }: { cors: CorsAdvice }) {
  return (
    <details>
      <summary>{t("What the bucket's CORS configuration must allow")}</summary>
      <Copyable label={t("CORS configuration")} text={cors.json} />
      <Copyable label={t("CORS command")} text={cors.command} />
    </details>
  );
}
