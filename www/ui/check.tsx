import { useId } from "preact/hooks";

interface Props {
  label: string;
  /** A text at the end of the line; part of the label for screen readers. */
  detail?: string;
  /** A sentence below the checkbox. */
  note?: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

/** A checkbox with its label. */
export function Check({ label, detail, note, checked, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <div class="option">
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          {...(note && { "aria-describedby": id })}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
        {detail && <span class="detail">{detail}</span>}
      </label>
      {note && (
        <p id={id} class="note">
          {note}
        </p>
      )}
    </div>
  );
}
