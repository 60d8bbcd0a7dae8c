import { ARCHITECTURES, LIMITS, RUNTIMES } from "../common/facts";
import { parseSize } from "../common/size";
import { DEFAULT_HANDLER } from "../common/suggest-handler";
import { type Compression, type PageState, planOf, type TargetKind } from "../state/page";
import { statedBy } from "../state/target-choice";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Check } from "./check";
import { Choice } from "./choice";
import { formatNoun } from "./format";
import { runtimeLabel, runtimeNote } from "./runtime-text";
import { SettingsNote } from "./settings-note";

const NEWEST_FIRST = [...RUNTIMES].reverse();
const KINDS: Record<TargetKind, string> = { function: "Function", layer: "Layer" };
const COMPRESSIONS: Record<Compression, string> = { fast: "Fast", default: "Default", best: "Best" };

/** The target of the package. */
export function TargetForm({ state, actions }: { state: PageState; actions: Actions }) {
  const { target } = state;
  return (
    <section class="card" aria-labelledby="target-heading">
      <h2 id="target-heading">{t("Target")}</h2>
      <form class="target" onSubmit={(event) => event.preventDefault()}>
        <Choice
          legend={t("Kind")}
          name="kind"
          values={["function", "layer"]}
          label={(kind) => t(KINDS[kind])}
          chosen={target.kind}
          onChoose={(kind) => actions.target({ kind })}
        />
        <Choice
          legend={t("Architecture")}
          name="architecture"
          values={ARCHITECTURES}
          label={(architecture) => architecture}
          chosen={target.architecture}
          onChoose={(architecture) => actions.target({ architecture })}
          note={fromNote(statedBy(state, "architecture"))}
        />
        <RuntimeField state={state} actions={actions} />
        {target.kind === "function" && <HandlerField state={state} actions={actions} />}
        {target.kind === "function" && (
          <Check
            label={t("Split into function and layer")}
            note={t("Libraries go into a layer, which stays the same while only the function changes.")}
            checked={state.options.split}
            onChange={(split) => actions.option({ split })}
          />
        )}
        <details class="field advanced">
          <summary>{t("Advanced")}</summary>
          <CompressionField compression={state.compression} actions={actions} />
          {target.kind === "function" && <LayersField layers={state.layers} actions={actions} />}
        </details>
        {state.items.length > 0 && <SettingsNote file={state.settings?.file} actions={actions} />}
      </form>
    </section>
  );
}

function RuntimeField({ state, actions }: { state: PageState; actions: Actions }) {
  const { target } = state;
  const runtime = RUNTIMES.find(({ name }) => name === target.runtime);
  return (
    <div class="field">
      <label for="runtime">{t("Runtime")}</label>
      <select
        id="runtime"
        aria-describedby="runtime-state"
        value={target.runtime}
        onChange={(event) => actions.target({ runtime: event.currentTarget.value })}
      >
        {NEWEST_FIRST.map((runtime) => (
          <option key={runtime.name} value={runtime.name}>
            {runtimeLabel(runtime)}
          </option>
        ))}
      </select>
      <p id="runtime-state" class="note">
        {[runtime && runtimeNote(runtime), fromNote(statedBy(state, "runtime"))].filter(Boolean).join(". ")}
      </p>
    </div>
  );
}

function HandlerField({ state, actions }: { state: PageState; actions: Actions }) {
  const handlers = planOf(state)?.handlers ?? [];
  return (
    <div class="field">
      <label for="handler">{t("Handler")}</label>
      <input
        id="handler"
        class="code"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={LIMITS.handlerLength}
        placeholder={DEFAULT_HANDLER}
        list="handlers"
        aria-describedby="handler-note"
        value={state.handler ?? state.target.handler ?? ""}
        onInput={(event) => actions.handler(event.currentTarget.value.trim())}
      />
      <datalist id="handlers">
        {handlers.map((handler) => (
          <option key={handler} value={handler} />
        ))}
      </datalist>
      <p id="handler-note" class="note">
        {handlerNote(state.handler, handlers)}
      </p>
    </div>
  );
}

function CompressionField({ compression, actions }: { compression: Compression; actions: Actions }) {
  return (
    <div class="field">
      <label for="compression">{t("Compression")}</label>
      <select
        id="compression"
        aria-describedby="compression-note"
        value={compression}
        onChange={(event) => actions.compression(event.currentTarget.value as Compression)}
      >
        {Object.entries(COMPRESSIONS).map(([value, label]) => (
          <option key={value} value={value}>
            {t(label)}
          </option>
        ))}
      </select>
      <p id="compression-note" class="note">
        {t(
          "For files of folders. What a wheel holds is copied as it is, but for Best, which compresses that again and takes many times as long.",
        )}
      </p>
    </div>
  );
}

/** A note that names the source of the runtime or the architecture. */
function fromNote(from: string | null): string {
  if (from === null) return "";
  return from === "the wheels" ? t("As the wheels say.") : t("As {from} says.", { from: t(from) });
}

function handlerNote(written: string | null, handlers: string[]): string {
  if (written !== null || handlers.length === 0) return t("module.function, as in Lambda's configuration");
  if (handlers.length === 1) return t("Found in your files");
  return t("Found in your files, the first of {count}", { count: handlers.length });
}

/** The unzipped size of the function's layers, which counts towards Lambda's limit. */
function LayersField({ layers, actions }: { layers: string; actions: Actions }) {
  const bytes = parseSize(layers);
  const note =
    bytes === null
      ? t("Not a size: write bytes, or a number with KB, MB, GB, KiB, MiB or GiB")
      : bytes === 0
        ? t("Of those the function already has: they count towards its limit")
        : formatNoun(bytes, "byte");
  return (
    <div class="field">
      <label for="layers">{t("Layers' unzipped size")}</label>
      <input
        id="layers"
        class="code"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder="0 MB"
        aria-describedby="layers-note"
        aria-invalid={bytes === null}
        value={layers}
        onInput={(event) => actions.layers(event.currentTarget.value)}
      />
      <p id="layers-note" class="note">
        {note}
      </p>
    </div>
  );
}
