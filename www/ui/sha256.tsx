import { CopyIcon } from "./icons";
import { useCopy } from "./use-copy";

/** A codeSha256 that can be copied. `of`: the end of the button's name, where there are several. */
export function Sha256({ codeSha256, of }: { codeSha256: string; of: string }) {
  const { element, copy, isCopied } = useCopy(codeSha256);
  return (
    <span class="sha256">
      <code ref={element} data-testid="codesha256">
        {codeSha256}
      </code>
      <button type="button" class="bare" aria-label={`Copy codeSha256${of}`} onClick={copy}>
        <CopyIcon />
        <span aria-live="polite">{isCopied ? "Copied" : "Copy"}</span>
      </button>
    </span>
  );
}
