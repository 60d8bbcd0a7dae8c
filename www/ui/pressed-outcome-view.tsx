import { countErrors } from "../state/findings-of";
import type { Download, PressedOutcome } from "../state/page";
import { plural, t } from "../texts/language";
import type { Actions } from "./actions";
import { BestOffer } from "./best-offer";
import { formatCount, formatDuration, formatNoun, formatSize } from "./format";
import { goToFindings } from "./go-to-findings";
import { DownloadIcon, ErrorIcon } from "./icons";
import { ManifestButton } from "./manifest-button";
import { Sha256 } from "./sha256";

/**
 * The result of pressing. `isOnly`: whether only this architecture was pressed. `isBest`: whether with the best
 * compression.
 */
export function PressedOutcomeView({
  outcome,
  isOnly,
  isBest,
  actions,
}: {
  outcome: PressedOutcome;
  isOnly: boolean;
  isBest: boolean;
  actions: Actions;
}) {
  const { architecture, downloads, milliseconds } = outcome;
  const errors = countErrors(outcome.package.findings);
  const heading = `receipt-${architecture}`;
  return (
    <section class="receipt" aria-labelledby={heading}>
      <h3 id={heading}>
        {isOnly
          ? t("Pressed in {time}", { time: formatDuration(milliseconds) })
          : t("{architecture}, pressed in {time}", { architecture, time: formatDuration(milliseconds) })}
      </h3>
      {errors > 0 && (
        <p class="despite">
          <ErrorIcon />
          <span>
            {plural(
              errors,
              "Pressed with {count} error: it is likely to fail on Lambda.",
              "Pressed with {count} errors: it is likely to fail on Lambda.",
            )}{" "}
            <button type="button" class="bare" onClick={goToFindings}>
              {t("Show the findings")}
            </button>
          </span>
        </p>
      )}
      {downloads.map((download) => (
        <ZipView key={download.name} download={download} isOnly={isOnly && downloads.length === 1} actions={actions} />
      ))}
      {isOnly && !isBest && <BestOffer outcome={outcome} actions={actions} />}
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
            <Sha256 codeSha256={zip.codeSha256} of={isOnly ? null : name} />
          </dd>
        </div>
        <Size label={t("Zipped size")} testId="zipped-size" bytes={zip.size} />
        <Size label={t("Unzipped size")} testId="unzipped-size" bytes={zip.unzippedSize} />
        <div>
          <dt>{t("Entries")}</dt>
          <dd>{formatCount(zip.entries)}</dd>
        </div>
      </dl>
      <div class="zip-actions">
        <a class="button accent" href={url} download={name}>
          <DownloadIcon />
          {t("Download {name}", { name })}
        </a>
        <ManifestButton download={download} actions={actions} />
      </div>
    </div>
  );
}

function Size({ label, testId, bytes }: { label: string; testId: string; bytes: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <data value={String(bytes)} data-testid={testId}>
          {formatNoun(bytes, "byte")}
        </data>{" "}
        {bytes >= 1024 && <small>{formatSize(bytes)}</small>}
      </dd>
    </div>
  );
}
