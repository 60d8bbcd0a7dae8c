import { t } from "../../texts/language";
import type { CardProps } from "./card-props";

/** A button that repeats what has failed, if anything has failed. */
export function RetryButton({ deploy, actions }: CardProps) {
  if (deploy.running || !deploy.rows.some(({ problem }) => problem)) return null;
  return (
    <button type="button" onClick={actions.retry}>
      {t("Retry what failed")}
    </button>
  );
}
