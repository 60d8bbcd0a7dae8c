import type { Opening } from "../../deploy/deploy-state";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { formatNoun, formatSize } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { CredentialsForm } from "./credentials-form";
import { FunctionChoice, runsOn } from "./function-choice";
import { PolicyNote } from "./policy-note";
import { TextField } from "./text-field";

/** What names the function, and the button that opens it. */
export function OpenForm({ deploy, actions }: CardProps) {
  const { session, form, opening, policies } = deploy;
  const isBusy = opening?.status === "opening";
  return (
    <div class="deploy-form">
      <CredentialsForm deploy={deploy} actions={actions} />
      {session && (
        <>
          <FunctionChoice deploy={deploy} actions={actions} onChoose={(functions) => actions.form({ functions })} />
          <TextField
            label={t("Function")}
            value={form.functions}
            note={t("Its name or ARN")}
            onInput={(functions) => actions.form({ functions })}
          />
          {policies.open && <PolicyNote policy={policies.open} />}
          <div class="press">
            <button type="button" class="accent" disabled={isBusy || form.functions === ""} onClick={actions.open}>
              {isBusy ? t("Opening…") : t("Open")}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** How far opening is. */
export function OpeningNote({ opening, onFetch }: { opening: Opening; onFetch(): void }) {
  switch (opening.status) {
    case "opening":
      return null;
    case "failed":
      return <ProblemNote problem={opening.problem} />;
    case "opened":
      return (
        <>
          <p class="note">
            {rich("Opened {name}: {size}, for {runtime}. The bytes are those whose CodeSha256 Lambda states.", {
              name: <code>{opening.name}</code>,
              size: formatSize(opening.configuration.codeSize),
              runtime: runsOn(opening.configuration),
            })}
          </p>
          <LayersNote opening={opening} />
        </>
      );
    case "blocked":
      return (
        <>
          <p>
            {t(
              "The bucket of the code is AWS's own and does not let pages fetch from it. Download it, then drop it here; the runtime, architecture and handler are set already.",
            )}
          </p>
          <div class="press">
            <a class="button" href={opening.url} rel="noreferrer" target="_blank">
              {t("Download {name}", { name: `${opening.name}.zip` })}
            </a>
            <button type="button" onClick={onFetch}>
              {t("Try to fetch it again")}
            </button>
          </div>
          <p class="note">{t("The link works for ten minutes, for everyone who has it.")}</p>
          <LayersNote opening={opening} />
        </>
      );
  }
}

/** What of the unzipped limit the layers take. Lambda states their zipped size only. */
function LayersNote({ opening: { configuration } }: { opening: Extract<Opening, { configuration: unknown }> }) {
  const { layers } = configuration;
  if (layers.length === 0) return null;
  const zipped = layers.reduce((sum, { codeSize }) => sum + codeSize, 0);
  return (
    <p class="note">
      {t("It has {count} of {size} zipped. That is counted; unzipped they are larger: {layers}", {
        count: formatNoun(layers.length, "layer"),
        size: formatSize(zipped),
        layers: layers.map(({ arn, codeSize }) => `${arn} (${formatSize(codeSize)})`).join(", "),
      })}
    </p>
  );
}
