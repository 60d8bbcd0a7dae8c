import type { DeployForm } from "../../deploy/form";
import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { GOAL_VIEWS } from "./goal-views";
import { RetryButton } from "./retry-button";

/** Starts the deploy, or cancels it; and starts it again for what has failed. */
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

/** Whether it can start. What the check of a link has refused would fail, or store something else. */
function isReady({ form, session, upload }: CardProps["deploy"]): boolean {
  if (form.method !== "link") return session !== null;
  // The check inserts text above the button. Before that the button is not ready, so that no click misses it.
  return form.link !== "" && upload !== null && !upload.findings.some(({ severity }) => severity === "error");
}

/** Null if the form asks for nothing that can be started. */
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
