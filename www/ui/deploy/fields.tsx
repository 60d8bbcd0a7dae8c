import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { CopyIcon } from "../icons";

interface TextProps {
  label: string;
  value: string;
  note?: string;
  placeholder?: string;
  rows?: number;
  onInput(value: string): void;
}

/** By the label, each of which is on the card once: preact's useId gives an element that appears later a taken one. */
const idOf = (label: string) => `deploy-${label.toLowerCase().replace(/\W+/g, "-")}`;

/** A labelled field for one line or, with `rows`, for several. */
export function Text({ label, value, note, placeholder, rows, onInput }: TextProps) {
  const id = idOf(label);
  const common = {
    id,
    class: "code",
    autocomplete: "off",
    autocapitalize: "off" as const,
    spellcheck: false,
    placeholder,
    value,
    ...(note && { "aria-describedby": `${id}-note` }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows ? (
        <textarea {...common} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input {...common} type="text" onInput={(event) => onInput(event.currentTarget.value.trim())} />
      )}
      {note && (
        <p id={`${id}-note`} class="note">
          {note}
        </p>
      )}
    </div>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange(value: Value): void;
}

export function Select<Value extends string>({ label, value, options, onChange }: SelectProps<Value>) {
  const id = idOf(label);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Text to copy: commands, a policy, a ticket. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const code = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      // The clipboard can be forbidden: then the text is selected, ready for the keyboard.
      if (code.current) getSelection()?.selectAllChildren(code.current);
    }
  };
  return (
    <section class="copyable" aria-label={label}>
      <div class="heading-row">
        <h4>{label}</h4>
        <button type="button" class="bare" aria-label={`Copy ${label}`} onClick={copy}>
          <CopyIcon />
          <span aria-live="polite">{copied === text ? "Copied" : "Copy"}</span>
        </button>
      </div>
      {/* Long lines are scrolled, also by keyboard. */}
      <pre tabIndex={0}>
        <code ref={code}>{text}</code>
      </pre>
    </section>
  );
}

export function Grid({ children }: { children: ComponentChildren }) {
  return <div class="deploy-grid">{children}</div>;
}
