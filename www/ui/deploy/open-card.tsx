import { t } from "../../texts/language";
import type { Guide } from "../guide";
import type { LazyScripts } from "../lazy-view";
import { LazyViewLoader } from "../lazy-view-loader";
import type { CardProps } from "./card-props";

/** Loads a deployed function into the page. A single line until it is opened. */
export function OpenCard({ deploy, actions, guide, parts }: CardProps & { guide: Guide; parts: LazyScripts }) {
  const isOpen = deploy.isOpen ?? false;
  const props = { deploy, actions, guide };
  return (
    <section class="card deploy" aria-labelledby="open-heading">
      <details open={isOpen} onToggle={({ currentTarget: { open } }) => open !== isOpen && actions.toggle(open)}>
        <summary>
          <h2 id="open-heading">{t("Open a deployed function")}</h2>
          {!isOpen && <span class="note"> {t("to look into it, change it and deploy it again")}</span>}
        </summary>
        {isOpen && <LazyViewLoader load={parts.deployCard} props={{ ...props, view: "open" }} />}
      </details>
      <div role="status">
        {deploy.opening && <LazyViewLoader load={parts.deployCard} props={{ ...props, view: "opening" }} />}
      </div>
    </section>
  );
}
