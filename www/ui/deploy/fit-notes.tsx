import type { FunctionFit } from "../../deploy/listing";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { formatSize } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { runsOn } from "./function-choice";

/** Notes on how the functions of the form fit the package, before anything is sent. */
export function FitNotes({ deploy: { fits, form } }: CardProps) {
  return (
    <div class="fits" role="status">
      {fits.map((fit) => (
        <FitNote key={fit.name} fit={fit} create={form.create} />
      ))}
    </div>
  );
}

function FitNote({ fit: { name, configuration, findings }, create }: { fit: FunctionFit; create: boolean }) {
  if (!configuration) {
    const next = create
      ? t("It will be created.")
      : t('Correct the name, or create it: "Create what does not exist" under More.');
    return (
      <p class="note">
        {rich("There is no function with Python of the name {name} here.", { name: <code>{name}</code> })} {next}
      </p>
    );
  }
  return (
    <>
      <p class="note">
        {rich("{name} runs {runtime}; its package has {size}.", {
          name: <code>{name}</code>,
          runtime: runsOn(configuration),
          size: formatSize(configuration.codeSize),
        })}
      </p>
      {findings.map((finding) => (
        <ProblemNote key={finding.code} problem={finding} />
      ))}
    </>
  );
}
