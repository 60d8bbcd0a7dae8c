/** A function that the user has named. */
export interface FunctionRef {
  /** A name, an ARN or a partial ARN, as the user wrote it: functions of other accounts need their ARN. */
  functionName: string;
  region: string;
  alias?: string;
}

/**
 * Reads functions, one per line or separated by commas: `name`, `name:alias`, an ARN, or a partial ARN
 * (`123456789012:function:name`), each with `@region` if it is not in `region`.
 */
export function parseFunctions(text: string, region: string): FunctionRef[] {
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const [name = "", otherRegion] = line.split("@").map((part) => part.trim());
    const arn = /^(arn:[^:]+:lambda:([^:]+):[^:]*:function:[^:]+)(?::(.+))?$/.exec(name);
    if (arn) return functionRef(arn[1], arn[2] ?? region, arn[3]);
    const partialArn = /^(\d{12}:function:[^:]+)(?::(.+))?$/.exec(name);
    if (partialArn) return functionRef(partialArn[1], otherRegion || region, partialArn[2]);
    const [functionName, alias] = name.split(":");
    return functionRef(functionName, otherRegion || region, alias);
  });
}

function functionRef(functionName = "", region: string, alias?: string): FunctionRef {
  return { functionName, region, ...(alias && { alias }) };
}
