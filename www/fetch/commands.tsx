import { useState } from "preact/hooks";
import type { Missing } from "../packager/types";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import { Choice } from "../ui/choice";
import { Copyable } from "../ui/deploy/copyable";

const WAYS = {
  "pip sh": "pip",
  "pip powershell": "pip, Windows",
  "uv sh": "uv",
} as const;

type Way = keyof typeof WAYS;

const NAMES = Object.keys(WAYS) as readonly Way[];

const isWindows = () => /^Win/.test(navigator.platform);

/** The command that fetches the missing libraries in a terminal. `legend` is the legend of the choice of tools. */
export function Commands({ missing, legend }: { missing: Missing; legend: string }) {
  const [way, setWay] = useState<Way>(isWindows() ? "pip powershell" : "pip sh");
  const command = missing.commands.find(({ tool, shell }) => `${tool} ${shell}` === way);
  if (!command) return null;
  return (
    <div class="commands">
      <Choice
        legend={legend}
        name="fetch-with"
        values={NAMES}
        label={(name: Way) => WAYS[name]}
        chosen={way}
        onChoose={(name: Way) => setWay(name)}
      />
      <Copyable label={t("command")} text={command.text} level={3} />
      <p class="note">
        {rich(
          "Run it in a terminal, then drop the folder {folder} here. A library that a layer of the function has needs no fetching.",
          { folder: <code>{command.folder}</code> },
        )}
      </p>
    </div>
  );
}
