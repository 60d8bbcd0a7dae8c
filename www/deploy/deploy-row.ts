import type { Problem } from "../common/problem";
import type { FunctionConfiguration } from "./aws-types";
import type { FunctionRef } from "./function-ref";
import type { DeployProgress } from "./progress";
import type { Zip } from "./transfer";

/** A value that AWS has answered, under AWS's own name for it. */
export type Detail = [name: string, value: string];

/** One function, layer or object of a deploy, as the card shows it. */
export interface DeployRow {
  id: string;
  label: string;
  region: string;
  /** Bytes of the package. */
  size: number;
  /** The hash of the package. */
  codeSha256: string;
  progress: DeployProgress;
  /** The message of a failure after which a request is being sent again. */
  retrying: string | null;
  /** The reason why it has failed. */
  problem: Problem | null;
  details: Detail[];
  /** The function of a repository that gets its own package. It can be tested although the form does not name it. */
  target?: FunctionRef;
}

/** A row at the start of a deploy. */
export function newRow(id: string, label: string, region: string, { blob: { size }, codeSha256 }: Zip): DeployRow {
  const unstarted = { progress: { stage: "waiting" as const }, retrying: null, problem: null, details: [] };
  return { id, label, region, size, codeSha256, ...unstarted };
}

/** The id of a function's row. */
export const functionRowId = ({ functionName, region, alias }: FunctionRef): string =>
  [functionName, alias ?? "", region].join(" ");

/** The name of a function, as its row shows it. */
export const functionLabel = ({ functionName, alias }: FunctionRef): string =>
  alias ? `${functionName}:${alias}` : functionName;

/** The row of a function. */
export function functionRow(target: FunctionRef, zip: Zip): DeployRow {
  return newRow(functionRowId(target), functionLabel(target), target.region, zip);
}

/** The details that have a value. */
export function detailsOf(values: Record<string, string | number | undefined>): Detail[] {
  return Object.entries(values).flatMap(([name, value]): Detail[] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
}

/** The details of a function. */
export function functionDetails(configuration: FunctionConfiguration, alias?: string): Detail[] {
  return detailsOf({
    FunctionName: configuration.functionName,
    FunctionArn: configuration.functionArn,
    Runtime: configuration.runtime,
    Handler: configuration.handler,
    Architectures: configuration.architectures.join(", "),
    CodeSize: configuration.codeSize,
    CodeSha256: configuration.codeSha256,
    Layers: configuration.layers.map(({ arn }) => arn).join(", "),
    Version: configuration.version,
    Alias: alias,
    LastModified: configuration.lastModified,
    RevisionId: configuration.revisionId,
  });
}
