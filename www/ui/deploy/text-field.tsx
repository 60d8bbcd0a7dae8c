import { fieldId } from "./field-id";

interface Props {
  label: string;
  value: string;
  /** A sentence below the field. */
  note?: string;
  /** Whether the value cannot be used. */
  isInvalid?: boolean;
  placeholder?: string;
  /** The number of lines of a field with several lines. */
  rows?: number;
  onInput(value: string): void;
}

/** A text field with its label. The text of a single line is trimmed. */
export function TextField({ label, value, note, isInvalid, placeholder, rows, onInput }: Props) {
  const id = fieldId(label);
  const common = {
    id,
    class: "code",
    autocomplete: "off",
    autocapitalize: "off" as const,
    spellcheck: false,
    placeholder,
    value,
    ...(isInvalid && { "aria-invalid": true }),
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
