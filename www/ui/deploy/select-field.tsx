import { fieldId } from "./field-id";

interface Props<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, name: string])[];
  onChange(value: Value): void;
}

/** A drop-down list with its label. */
export function SelectField<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const id = fieldId(label);
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
