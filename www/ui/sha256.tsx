import { t } from "../texts/language";
import { CopyIcon } from "./icons";
import { useCopy } from "./use-copy";

/** A codeSha256 that can be copied. `of` is the name of its package, if there are several. */
export function Sha256({ codeSha256, of }: { codeSha256: string; of: string | null }) {
  const { element, copy, isCopied } = useCopy(codeSha256);
  return (
    <span class="sha256">
      <code ref={element} data-testid="codesha256">
        {codeSha256}
      </code>
      <button
        type="button"
        class="bare"
        aria-label={of === null ? t("Copy codeSha256") : t("Copy codeSha256 of {of}", { of })}
        onClick={copy}
      >
        <CopyIcon />
        <span aria-live="polite">{isCopied ? t("Copied") : t("Copy")}</span>
      </button>
    </span>
  );
}
