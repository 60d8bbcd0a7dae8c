interface Props<Value extends string> {
  legend: string;
  name: string;
  values: readonly Value[];
  label(value: Value): string;
  chosen: Value;
  onChoose(value: Value): void;
  /** A sentence below the choice. */
  note?: string;
}

/** A choice of one of a few values. */
export function Choice<Value extends string>({ legend, name, values, label, chosen, onChoose, note }: Props<Value>) {
  return (
    <fieldset class="field choice">
      <legend>{legend}</legend>
      <div class="segments">
        {values.map((value) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{label(value)}</span>
          </label>
        ))}
      </div>
      {note && <p class="note">{note}</p>}
    </fieldset>
  );
}
