import { t } from "../texts/language";
import { GuideProvider } from "./guide";
import { Mark } from "./icons";
import { Inputs } from "./inputs";
import { NewerNote } from "./newer-note";
import { Outcome } from "./outcome";
import { PageFooter } from "./page-footer";
import { type PageProps, pageView } from "./page-view";

/** The whole page. */
export function Page(props: PageProps) {
  const { state, actions, guide, deploy, policy } = props;
  const view = pageView(props);
  const { filled } = view;
  return (
    <GuideProvider guide={guide}>
      <div class={filled ? "page filled" : "page"}>
        <header class="masthead">
          <Mark />
          <h1>wheelpress</h1>
          <p>{t("AWS Lambda deployment packages for Python, pressed in your browser.")}</p>
        </header>
        <NewerNote isNewer={state.newer} filled={filled} actions={actions} />
        <main>
          <Inputs view={view} />
          {(filled || deploy.rows.length > 0) && <Outcome view={view} />}
        </main>
        <PageFooter policy={policy} actions={actions} />
      </div>
    </GuideProvider>
  );
}
