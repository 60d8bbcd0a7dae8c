import { useState } from "preact/hooks";
import type { Problem } from "../common/problem";
import type { SettingsFile } from "../packager/types";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import type { Actions } from "./actions";
import { Name } from "./name";
import { ProblemNote } from "./problem-note";

interface Props {
  /** The settings file of the drop, if there is one. */
  file: SettingsFile | undefined;
  actions: Pick<Actions, "saveSettings">;
}

/** The file that the choices come from, and the button that saves them as a file. */
export function SettingsNote({ file, actions }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <div class="settings-note">
      <p class="note">
        {file && (
          <>
            {rich("As {file} says, where you have not chosen since.", {
              file: <Name class="code" text={file.path} />,
            })}{" "}
          </>
        )}
        <button
          type="button"
          class="bare"
          title={t("Dropped with the project, it makes all of these choices again")}
          onClick={() => void actions.saveSettings().then(setProblem)}
        >
          {t("Save wheelpress.toml")}
        </button>
      </p>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
