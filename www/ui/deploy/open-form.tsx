import type { OpenedLayer, Opening } from "../../deploy/deploy-state";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { formatNoun, formatSize } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { CredentialsForm } from "./credentials-form";
import { FunctionChoice, runsOn } from "./function-choice";
import { PolicyNote } from "./policy-note";
import { TextField } from "./text-field";

/** The fields that name the function, and the button that opens it. */
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
          <div class="press">
            <button
              type="button"
              class="accent"
              disabled={form.functions === ""}
              aria-disabled={isBusy}
              onClick={actions.open}
            >
              {isBusy ? t("Opening…") : t("Open")}
            </button>
          </div>
          {policies.open && <PolicyNote policy={policies.open} />}
        </>
      )}
    </div>
  );
}

/** A function that was found. */
type Found = Extract<Opening, { configuration: unknown }>;

interface NoteProps {
  opening: Opening;
  /** Fetches the code again. */
  onFetch(): void;
  onBringLayers(): void;
}

/** The progress of opening. */
export function OpeningNote({ opening, onFetch, onBringLayers }: NoteProps) {
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
          <LayersNote opening={opening} onBring={onBringLayers} />
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
          <LayersNote opening={opening} onBring={onBringLayers} />
        </>
      );
  }
}

/** The layers of the function: how much of the limit of the unzipped size they use, and the button that loads them. */
function LayersNote({ opening, onBring }: { opening: Found; onBring(): void }) {
  const { layers } = opening.configuration;
  if (layers.length === 0) return null;
  const brought = Array.isArray(opening.layers) ? opening.layers : [];
  const isHere = (arn: string) => brought.some((layer) => layer.arn === arn && !layer.url && !layer.problem);
  const missing = layers.filter(({ arn }) => !isHere(arn));
  const isBusy = opening.layers === "opening";
  return (
    <>
      {brought.map((layer) => (
        <FetchedLayer key={layer.arn} layer={layer} />
      ))}
      {missing.length > 0 && (
        <>
          <p class="note">
            {t("It has {count} of {size} zipped. That is counted; unzipped they are larger: {layers}", {
              count: formatNoun(missing.length, "layer"),
              size: formatSize(missing.reduce((sum, { codeSize }) => sum + codeSize, 0)),
              layers: missing.map(({ arn, codeSize }) => `${arn} (${formatSize(codeSize)})`).join(", "),
            })}
          </p>
          <button type="button" aria-disabled={isBusy} onClick={onBring}>
            {isBusy
              ? t("Getting the layers…")
              : brought.length > 0
                ? t("Try to get the layers again")
                : t("Get the layers")}
          </button>
        </>
      )}
    </>
  );
}

function FetchedLayer({ layer: { arn, url, problem } }: { layer: OpenedLayer }) {
  if (problem) return <ProblemNote problem={problem} />;
  const name = arn.split(":").slice(-2).join("-");
  if (!url)
    return <p class="note">{t("{name} is here. Imports find what is in it, and it does not ship.", { name })}</p>;
  return (
    <p>
      {t("The browser may not fetch {name}. Download it, drop it here, and tick that it is in a layer.", { name })}{" "}
      <a href={url} rel="noreferrer" target="_blank">
        {t("Download {name}", { name: `${name}.zip` })}
      </a>
    </p>
  );
}
