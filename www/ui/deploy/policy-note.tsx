import { t } from "../../texts/language";
import { CopyIcon } from "../icons";
import { useCopy } from "../use-copy";

/** Shows the IAM policy that the deploy of the form needs, with a button that copies it. */
export function PolicyNote({ policy }: { policy: string }) {
  const { element, copy, isCopied } = useCopy(policy);
  return (
    <div class="policy">
      <button type="button" class="bare" onClick={copy}>
        <CopyIcon />
        <span aria-live="polite">{isCopied ? t("Copied the IAM policy") : t("Copy the IAM policy this needs")}</span>
      </button>
      <details>
        <summary>{t("Show it")}</summary>
        <section class="copyable" aria-label={t("IAM policy")}>
          {/* With a tab stop, long lines can be scrolled by keyboard. */}
          <pre tabIndex={0}>
            <code ref={element}>{policy}</code>
          </pre>
        </section>
      </details>
    </div>
  );
}
