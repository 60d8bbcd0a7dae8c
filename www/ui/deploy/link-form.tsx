import type { Upload } from "../../deploy/aws-types";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { CorsNote } from "./cors-note";
import { TextField } from "./text-field";

const NAMES: Record<Upload["kind"], string> = { put: "Presigned URL", post: "POST form", ticket: "Upload ticket" };

/** What someone else has signed, and what the check of it has found. */
export function LinkForm({ deploy: { form, upload, cors }, actions }: CardProps) {
  return (
    <>
      <TextField
        label="Presigned URL, POST form or upload ticket"
        rows={4}
        value={form.link}
        note="The URL, or the JSON of a form or a ticket. It is checked before anything is sent."
        onInput={(link) => actions.form({ link })}
      />
      {upload && (
        <div role="status">
          <p class="note">
            {NAMES[upload.kind]} for <code>{upload.key ?? upload.host}</code>
            {upload.bucket && (
              <>
                {" "}
                in <code>{upload.bucket}</code>
              </>
            )}
            {upload.expires !== undefined && `, until ${new Date(upload.expires).toLocaleString()}`}
          </p>
          {upload.findings.map((finding) => (
            <ProblemNote key={finding.code} problem={finding} />
          ))}
        </div>
      )}
      {upload && upload.neededHeaders.length > 0 && (
        <TextField
          label="Values of signed headers"
          rows={upload.neededHeaders.length}
          value={form.linkHeaders}
          note={`One a line, as in "content-type: application/zip". Signed are: ${upload.neededHeaders.join(", ")}`}
          onInput={(linkHeaders) => actions.form({ linkHeaders })}
        />
      )}
      {upload && cors && <CorsNote cors={cors} />}
    </>
  );
}
