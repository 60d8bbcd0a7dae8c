import { type ComponentChildren, createContext } from "preact";
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts/language";
import { RemoveIcon } from "./icons";

/** Where the text about all findings is: on another page or, in the single file, inside it as HTML. */
export type Guide = { address: string } | { html: string };

interface GuideAccess {
  /** The address of the other page. */
  address?: string;
  /** Opens the text inside the page. */
  open(code: string): void;
}

const Context = createContext<GuideAccess>({ open() {} });

/** Lets all components inside open the text about a finding. */
export function GuideProvider({ guide, children }: { guide: Guide; children: ComponentChildren }) {
  const [code, setCode] = useState<string | null>(null);
  if ("address" in guide) {
    return <Context.Provider value={{ address: guide.address, open() {} }}>{children}</Context.Provider>;
  }
  return (
    <Context.Provider value={{ open: setCode }}>
      {children}
      {code !== null && <GuideDialog html={guide.html} code={code} onClose={() => setCode(null)} />}
    </Context.Provider>
  );
}

/** The code of a finding, as a link or button that opens the text about it. */
export function FindingCode({ code }: { code: string }) {
  const { address, open } = useContext(Context);
  if (address !== undefined) {
    return (
      <a
        class="finding-code"
        href={`${address}#${code}`}
        target="_blank"
        title={t("What it means, in a new tab")}
        rel="noopener"
      >
        {code}
      </a>
    );
  }
  return (
    <button
      type="button"
      class="finding-code"
      aria-haspopup="dialog"
      title={t("What it means")}
      onClick={() => open(code)}
    >
      {code}
    </button>
  );
}

function GuideDialog({ html, code, onClose }: { html: string; code: string; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    const section = dialog.current?.querySelector<HTMLElement>(`[id="${code}"]`);
    section?.scrollIntoView();
    section?.focus({ preventScroll: true });
  }, [code]);
  return (
    <dialog ref={dialog} class="guide-dialog" aria-labelledby="guide-heading" onClose={onClose}>
      <div class="heading-row">
        <h2 id="guide-heading">{t("All findings")}</h2>
        <button type="button" class="bare" aria-label={t("Close")} onClick={() => dialog.current?.close()}>
          <RemoveIcon />
        </button>
      </div>
      {/* The build makes it from docs/findings. It contains no text of users. */}
      <div class="guide" dangerouslySetInnerHTML={{ __html: html }} />
    </dialog>
  );
}
