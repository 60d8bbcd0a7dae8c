import { t } from "../../texts/language";
import type { Guide } from "../guide";
import type { Parts } from "../part";
import { PartView } from "../part-view";
import type { CardProps } from "./card-props";

/** Loads a deployed function into the page. A single line until it is opened. */
export function OpenCard({ deploy, actions, guide, parts }: CardProps & { guide: Guide; parts: Parts }) {
  const isOpen = deploy.isOpen ?? false;
  const props = { deploy, actions, guide };
  return (
    <section class="card deploy" aria-labelledby="open-heading">
      <details open={isOpen} onToggle={({ currentTarget: { open } }) => open !== isOpen && actions.toggle(open)}>
        <summary>
          <h2 id="open-heading">{t("Open a deployed function")}</h2>
          {!isOpen && <span class="note"> {t("to look into it, change it and deploy it again")}</span>}
        </summary>
        {isOpen && <PartView load={parts.deployCard} props={{ ...props, view: "open" }} />}
      </details>
      <div role="status">
        {deploy.opening && <PartView load={parts.deployCard} props={{ ...props, view: "opening" }} />}
      </div>
    </section>
  );
}
