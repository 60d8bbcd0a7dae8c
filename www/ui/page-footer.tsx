import { t } from "../texts/language";
import type { Actions } from "./actions";
import { LanguageChoice } from "./language-choice";
import { PrivacyNote } from "./privacy-note";

interface Props {
  /** The Content-Security-Policy of the page. */
  policy: string;
  actions: Actions;
}

/** The footer of the page: what leaves the browser, and the language. */
export function PageFooter({ policy, actions }: Props) {
  return (
    <footer class="colophon">
      <p>
        {t(
          "Everything happens in this page: nothing leaves the browser unless you deploy it, or fetch libraries by their names.",
        )}
      </p>
      <PrivacyNote policy={policy} />
      <LanguageChoice onChoose={actions.language} />
    </footer>
  );
}
