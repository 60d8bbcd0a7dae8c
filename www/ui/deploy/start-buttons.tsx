import type { DeployForm } from "../../deploy/form";
import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { GOAL_VIEWS } from "./goal-views";
import { RetryButton } from "./retry-button";

/** Buttons that start and cancel the deploy, and repeat it for what has failed. */
export function StartButtons({ deploy, actions }: CardProps) {
  const { form, running } = deploy;
  const label = startLabel(form);
  if (label === null) return null;
  return (
    <div class="press">
      {running ? (
        <button type="button" onClick={actions.cancel}>
          {t("Cancel deploy")}
        </button>
      ) : (
        <button type="button" class="accent" disabled={!isReady(deploy)} onClick={actions.start}>
          {t(label)}
        </button>
      )}
      <RetryButton deploy={deploy} actions={actions} />
    </div>
  );
}

/** Whether it can start. A link that the check has refused would fail, or would store something else. */
function isReady({ form, session, upload }: CardProps["deploy"]): boolean {
  if (form.method !== "link") return session !== null;
  // The check inserts text above the button. The button is not ready before that, so that no click misses it.
  return form.link !== "" && upload !== null && !upload.findings.some(({ severity }) => severity === "error");
}

/** The label of the button; null if the form describes nothing that can be started. */
function startLabel({ method, goal }: DeployForm): "Deploy" | "Upload" | null {
  switch (method) {
    case "credentials":
      return GOAL_VIEWS[goal].startLabel;
    case "link":
      return "Upload";
    case "hand":
      return null;
  }
}
