import { useState } from "preact/hooks";
import type { Problem } from "../common/problem";
import type { Download } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { ProblemNote } from "./problem-note";

/** Makes the manifest of a package, which reads all bytes of the package, and downloads it. */
export function ManifestButton({ download, actions }: { download: Download; actions: Pick<Actions, "manifest"> }) {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const make = async () => {
    if (running) return;
    setRunning(true);
    setProblem(await actions.manifest(download));
    setRunning(false);
  };
  return (
    <>
      <button
        type="button"
        aria-disabled={running}
        title={t("What is in it, with hashes and licences: CycloneDX JSON")}
        onClick={() => void make()}
      >
        {running ? t("Listing…") : t("Manifest (SBOM)")}
      </button>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
