import type { FunctionFit } from "../../deploy/listing";
import { formatSize } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { runsOn } from "./function-choice";

/** How the functions that the form names fit the package: what there is to know before anything is sent. */
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
      ? "It will be created."
      : 'Correct the name, or create it: "Create what does not exist" under More.';
    return (
      <p class="note">
        There is no function with Python of the name <code>{name}</code> here. {next}
      </p>
    );
  }
  return (
    <>
      <p class="note">
        <code>{name}</code> runs {runsOn(configuration)}; its package has {formatSize(configuration.codeSize)}.
      </p>
      {findings.map((finding) => (
        <ProblemNote key={finding.code} problem={finding} />
      ))}
    </>
  );
}
