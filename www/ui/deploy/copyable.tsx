import { t } from "../../texts/language";
import { CopyIcon } from "../icons";
import { useCopy } from "../use-copy";

interface Props {
  label: string;
  text: string;
  /** The level of its heading: one below the heading that it belongs to. */
  level?: 3 | 4;
}

/** A text with a button that copies it, such as commands, a policy or a ticket. */
export function Copyable({ label, text, level = 4 }: Props) {
  const Heading = `h${level}` as const;
  const { element, copy, isCopied } = useCopy(text);
  return (
    <section class="copyable" aria-label={label}>
      <div class="heading-row">
        <Heading>{label}</Heading>
        <button type="button" class="bare" aria-label={t("Copy {label}", { label })} onClick={copy}>
          <CopyIcon />
          <span aria-live="polite">{isCopied ? t("Copied") : t("Copy")}</span>
        </button>
      </div>
      {/* With a tab stop, long lines can be scrolled by keyboard. */}
      <pre tabIndex={0}>
        <code ref={element}>{text}</code>
      </pre>
    </section>
  );
}
