import type { Download, PressedOutcome, RefusedOutcome } from "../state";
import type { Actions } from "./actions";
import { formatCount, formatDuration, formatNoun, formatSize } from "./format";
import { CopyIcon, DownloadIcon } from "./icons";
import { ManifestButton } from "./manifest-button";
import { ProblemNote } from "./problem-note";
import { useCopy } from "./use-copy";

/** Errors shown where an architecture was refused. */
const SHOWN = 5;

/** `isOnly`: no other architecture was pressed with it. */
export function ReceiptView({
  receipt,
  isOnly,
  actions,
}: {
  receipt: PressedOutcome;
  isOnly: boolean;
  actions: Actions;
}) {
  const { architecture, downloads, milliseconds } = receipt;
  const heading = `receipt-${architecture}`;
  return (
    <section class="receipt" aria-labelledby={heading}>
      <h3 id={heading}>
        {isOnly ? "Pressed" : `${architecture}, pressed`} in {formatDuration(milliseconds)}
      </h3>
      {downloads.map((download) => (
        <ZipView key={download.name} download={download} isOnly={isOnly && downloads.length === 1} actions={actions} />
      ))}
    </section>
  );
}

function ZipView({ download, isOnly, actions }: { download: Download; isOnly: boolean; actions: Actions }) {
  const { zip, name, url } = download;
  return (
    <div class="zip">
      {!isOnly && <h4>{name}</h4>}
      <dl>
        <div class="wide">
          <dt>codeSha256</dt>
          <dd>
            <Sha256 codeSha256={zip.codeSha256} of={isOnly ? "" : ` of ${name}`} />
          </dd>
        </div>
        <Size label="Zipped size" testId="zipped-size" bytes={zip.size} />
        <Size label="Unzipped size" testId="unzipped-size" bytes={zip.unzippedSize} />
        <div>
          <dt>Entries</dt>
          <dd>{formatCount(zip.entries)}</dd>
        </div>
      </dl>
      <div class="zip-actions">
        <a class="button accent" href={url} download={name}>
          <DownloadIcon />
          Download {name}
        </a>
        <ManifestButton download={download} actions={actions} />
      </div>
    </div>
  );
}

/** Stands where the receipt would be. */
export function RefusalView({ refusal: { architecture, problem } }: { refusal: RefusedOutcome }) {
  const heading = `receipt-${architecture}`;
  const errors = problem.findings?.filter(({ severity }) => severity === "error") ?? [];
  const [first] = errors;
  const more = errors.slice(1, SHOWN);
  return (
    <section class="receipt refused" aria-labelledby={heading}>
      <h3 id={heading}>{architecture} was not pressed</h3>
      {/* The problem is its first error, which says how many more there are; here they follow. */}
      <ProblemNote problem={first ?? problem} />
      {more.map((finding) => (
        <ProblemNote key={`${finding.code} ${finding.path} ${finding.message}`} problem={finding} />
      ))}
      {errors.length > SHOWN && (
        <p class="note">
          And {formatNoun(errors.length - SHOWN, "more error")}: choose {architecture} as the architecture to see all
        </p>
      )}
    </section>
  );
}

function Size({ label, testId, bytes }: { label: string; testId: string; bytes: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <data value={String(bytes)} data-testid={testId}>
          {formatCount(bytes)} bytes
        </data>{" "}
        {bytes >= 1024 && <small>{formatSize(bytes)}</small>}
      </dd>
    </div>
  );
}

function Sha256({ codeSha256, of }: { codeSha256: string; of: string }) {
  const { element, copy, isCopied } = useCopy(codeSha256);
  return (
    <span class="sha256">
      <code ref={element} data-testid="codesha256">
        {codeSha256}
      </code>
      <button type="button" class="bare" aria-label={`Copy codeSha256${of}`} onClick={copy}>
        <CopyIcon />
        <span aria-live="polite">{isCopied ? "Copied" : "Copy"}</span>
      </button>
    </span>
  );
}
