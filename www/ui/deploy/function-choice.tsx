import type { FunctionConfiguration } from "../../deploy/aws-types";
import { t } from "../../texts/language";
import { formatNoun } from "../format";
import type { CardProps } from "./card-props";
import { fieldId } from "./field-id";

/** The functions of the region, from which the user chooses one. `onChoose` receives its name. */
export function FunctionChoice({ deploy, actions, onChoose }: CardProps & { onChoose(name: string): void }) {
  const { listing, form } = deploy;
  if (listing.status !== "listed") return <ListButton deploy={deploy} actions={actions} />;
  const { functions } = listing;
  if (functions.length === 0)
    return <p class="note">{t("There is no function with Python in {region} yet.", { region: form.region })}</p>;
  const label = t("Choose a function");
  const id = fieldId(label);
  const chosen = functions.find(({ functionName }) => functionName === form.functions.trim());
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={chosen?.functionName ?? ""}
        onChange={({ currentTarget }) => currentTarget.value && onChoose(currentTarget.value)}
      >
        <option value="">{formatNoun(functions.length, "function")}</option>
        {functions.map((one) => (
          <option key={one.functionName} value={one.functionName}>
            {one.functionName} ({runsOn(one)})
          </option>
        ))}
      </select>
    </div>
  );
}

/** The button that requests the list, or the reason why there is none. */
function ListButton({ deploy: { listing, form, session }, actions }: CardProps) {
  const isListing = listing.status === "listing";
  return (
    <div class="choice-row">
      <button type="button" disabled={isListing || session === null} onClick={actions.list}>
        {isListing
          ? t("Listing functions…")
          : t("List the functions in {region}", { region: form.region || t("the region") })}
      </button>
      {listing.status === "failed" && (
        <p class="note" role="status">
          {t(listing.problem.message)}. {t("Without the list, write the name.")}
        </p>
      )}
    </div>
  );
}

/**
 * The runtime and the architecture, such as "python3.13, x86_64". An answer without an architecture means x86_64,
 * Lambda's default.
 */
export function runsOn({ runtime, architectures }: FunctionConfiguration): string {
  return [runtime, architectures[0] ?? "x86_64"].filter(Boolean).join(", ");
}
