import type { Upload } from "../../deploy/aws-types";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { formatTime } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { TextField } from "./text-field";

const NAMES: Record<Upload["kind"], string> = { put: "Presigned URL", post: "POST form", ticket: "Upload ticket" };

/** The field for something that someone else has signed, and the findings of its check. */
export function LinkForm({ deploy: { form, upload }, actions }: CardProps) {
  return (
    <>
      <TextField
        label={t("Presigned URL, POST form or upload ticket")}
        rows={4}
        value={form.link}
        note={t("The URL, or the JSON of a form or a ticket. It is checked before anything is sent.")}
        onInput={(link) => actions.form({ link })}
      />
      {upload && (
        <div role="status">
          <p class="note">
            {rich("{kind} for {key}", { kind: t(NAMES[upload.kind]), key: <code>{upload.key ?? upload.host}</code> })}
            {upload.bucket && <> {rich("in {bucket}", { bucket: <code>{upload.bucket}</code> })}</>}
            {upload.expires !== undefined && t(", until {time}", { time: formatTime(upload.expires) })}
          </p>
          {upload.findings.map((finding) => (
            <ProblemNote key={finding.message} problem={finding} />
          ))}
        </div>
      )}
      {upload && upload.neededHeaders.length > 0 && (
        <TextField
          label={t("Values of signed headers")}
          rows={upload.neededHeaders.length}
          value={form.linkHeaders}
          note={t('One a line, as in "content-type: application/zip". Signed are: {headers}', {
            headers: upload.neededHeaders.join(", "),
          })}
          onInput={(linkHeaders) => actions.form({ linkHeaders })}
        />
      )}
    </>
  );
}
