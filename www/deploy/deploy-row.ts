import type { Problem } from "../common/problem";
import type { FunctionConfiguration } from "./aws-types";
import type { FunctionRef } from "./function-ref";
import type { DeployProgress } from "./progress";

/** A value that AWS has answered, under AWS's own name for it. */
export type Detail = [name: string, value: string];

/** One function, layer or object of a deploy, as the card shows it. */
export interface DeployRow {
  id: string;
  label: string;
  region: string;
  /** Bytes of the package. */
  size: number;
  progress: DeployProgress;
  /** The message of a failure after which a request is being sent again. */
  retrying: string | null;
  /** The reason why it has failed. */
  problem: Problem | null;
  details: Detail[];
}

/** A row at the start of a deploy. */
export function newRow(id: string, label: string, region: string, size: number): DeployRow {
  return { id, label, region, size, progress: { stage: "waiting" }, retrying: null, problem: null, details: [] };
}

/** The id of a function's row. */
export const functionRowId = ({ functionName, region, alias }: FunctionRef): string =>
  [functionName, alias ?? "", region].join(" ");

/** The row of a function. */
export function functionRow(target: FunctionRef, size: number): DeployRow {
  const { functionName, region, alias } = target;
  return newRow(functionRowId(target), alias ? `${functionName}:${alias}` : functionName, region, size);
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
