import type { CorsAdvice } from "../../deploy/cors";
import { t } from "../../texts/language";
import { Copyable } from "./copyable";

/** The CORS configuration that the owner of the bucket pastes into the console or a shell. */
export function CorsNote({ cors }: { cors: CorsAdvice }) {
  return (
    <details>
      <summary>{t("What the bucket's CORS configuration must allow")}</summary>
      <Copyable label={t("CORS configuration")} text={cors.json} />
      <Copyable label={t("CORS command")} text={cors.command} />
    </details>
  );
}
