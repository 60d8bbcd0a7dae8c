import type { Download } from "../../state/page";
import { t } from "../../texts/language";
import type { Guide } from "../guide";
import type { LazyScripts } from "../lazy-view";
import { LazyViewLoader } from "../lazy-view-loader";
import type { CardProps } from "./card-props";

interface Props extends CardProps {
  downloads: Download[];
  isWatching: boolean;
  guide: Guide;
  parts: LazyScripts;
}

/** The deploy of a pressed package, up to the answers of AWS. A single line until it is opened. */
export function DeployCard({ deploy, actions, downloads, isWatching, guide, parts }: Props) {
  const { form, rows } = deploy;
  const download = downloads.find(({ name }) => name === form.zip) ?? downloads[0];
  const props = { deploy, actions, guide };
  if (!download) {
    return <LazyViewLoader key="previous" load={parts.deployCard} props={{ ...props, view: "previous" }} />;
  }
  // The progress of a deploy is shown unless the user closes the card.
  const isOpen = deploy.isOpen ?? rows.length > 0;
  return (
    <section class="card deploy" aria-labelledby="deploy-heading">
      <details open={isOpen} onToggle={({ currentTarget: { open } }) => open !== isOpen && actions.toggle(open)}>
        <summary>
          <h2 id="deploy-heading">{t("Deploy")}</h2>
          {!isOpen && <span class="note"> {summaryOf(form)}</span>}
        </summary>
        {isOpen && (
          <LazyViewLoader
            load={parts.deployCard}
            props={{ ...props, view: "deploy", downloads, download, isWatching }}
          />
        )}
      </details>
    </section>
  );
}

/** The text of the closed card: where the last deploy went. */
function summaryOf({ functions }: CardProps["deploy"]["form"]): string {
  const [first] = functions.split(/[\n,]/).filter(Boolean);
  const by = t("by credentials, a URL or commands");
  return first ? t("to {name}, {by}", { name: first.trim(), by }) : by;
}
