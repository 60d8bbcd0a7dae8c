import { useState } from "preact/hooks";
import type { Missing } from "../packager/types";
import { Choice } from "./choice";
import { Count } from "./count";
import { Copyable } from "./deploy/copyable";

/** Where findings lead that are about a library that is missing. */
export const MISSING_ID = "get-libraries";

const WAYS = {
  "pip sh": "pip",
  "pip powershell": "pip, Windows",
  "uv sh": "uv",
} as const;

type Way = keyof typeof WAYS;

const NAMES = Object.keys(WAYS) as readonly Way[];

const isWindows = () => /^Win/.test(navigator.platform);

/** The libraries that are missing, all together, and the command that fetches them. */
export function MissingCard({ missing }: { missing: Missing }) {
  const [way, setWay] = useState<Way>(isWindows() ? "pip powershell" : "pip sh");
  const { needs, commands } = missing;
  const command = commands.find(({ tool, shell }) => `${tool} ${shell}` === way);
  if (!command) return null;
  const guessed = needs.filter((need) => need.guessed);
  return (
    <section class="card missing" aria-labelledby={MISSING_ID}>
      <h2 id={MISSING_ID} tabIndex={-1}>
        Get the libraries <Count value={needs.length} />
      </h2>
      <p class="note">
        {"Missing: "}
        {needs.map(({ requirement }, index) => (
          <>
            {index > 0 && ", "}
            <bdi class="code">{requirement}</bdi>
          </>
        ))}
        {". "}
        {guessed.length > 0 && "What only an import asks for is guessed by its name: check it before you run this. "}
      </p>
      <Choice
        legend="Fetch with"
        name="fetch-with"
        values={NAMES}
        label={(name: Way) => WAYS[name]}
        chosen={way}
        onChoose={(name: Way) => setWay(name)}
      />
      <Copyable label="command" text={command.text} level={3} />
      <p class="note">
        Run it in a terminal, then drop the folder <code>{command.folder}</code> here. A library that a layer of the
        function has needs no fetching.
      </p>
    </section>
  );
}
