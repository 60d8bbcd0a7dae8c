import { DeployError } from "./error";

/** A function that the user has named. */
export interface FunctionRef {
  /** A name, an ARN or a partial ARN, as the user wrote it: functions of other accounts need their ARN. */
  functionName: string;
  region: string;
  alias?: string;
}

/** The address of a function, a version or an alias in the console; the name is encoded. */
const CONSOLE_URL =
  /^https:\/\/[^/]*\bconsole\.[^/]+\/lambda\/home\?(?:[^#]*&)?region=([a-z0-9-]+)[^#]*#\/functions\/([^/?]+)(?:\/(?:versions|aliases)\/([^/?]+))?/;

/**
 * Reads functions, one per line or separated by commas: `name`, `name:alias`, an ARN, a partial ARN
 * (`123456789012:function:name`), each with `@region` if it is not in `region`, or an address of the console.
 */
export function parseFunctions(text: string, region: string): FunctionRef[] {
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const url = CONSOLE_URL.exec(line);
    if (url) return functionRef(decoded(url[2]), url[1] ?? region, url[3] && decoded(url[3]));
    const [name = "", otherRegion] = line.split("@").map((part) => part.trim());
    const arn = /^(arn:[^:]+:lambda:([^:]+):[^:]*:function:[^:]+)(?::(.+))?$/.exec(name);
    if (arn) return functionRef(arn[1], arn[2] ?? region, arn[3]);
    const partialArn = /^(\d{12}:function:[^:]+)(?::(.+))?$/.exec(name);
    if (partialArn) return functionRef(partialArn[1], otherRegion || region, partialArn[2]);
    const [, functionName, alias] = /^([^:]*):?(.*)$/.exec(name) ?? [];
    return functionRef(functionName, otherRegion || region, alias);
  });
}

/**
 * Reads functions to send requests for. Throws a DeployError if AWS would refuse a name, or if a version is named.
 * (Lambda API reference: FunctionName, and CreateAlias for the names of aliases.)
 */
export function expectFunctions(text: string, region: string): FunctionRef[] {
  const functions = parseFunctions(text, region);
  for (const { functionName, alias } of functions) {
    // An alias with a colon or a slash is the rest of something else, such as another address.
    const isOther = /[:/]/.test(alias ?? "");
    if (isOther || !/^(?:arn:[^:]+:lambda:[^:]+:\d{12}:function:|\d{12}:function:)?[\w-]{1,64}$/.test(functionName)) {
      const name = isOther ? `${functionName}:${alias}` : functionName;
      throw new DeployError({
        code: "name-invalid",
        message: `"${name}" cannot be the name of a function`,
        hint: "Names have letters, digits, hyphens and underscores, at most 64; an ARN will do too",
      });
    }
    if (alias === undefined) continue;
    if (/^\d+$/.test(alias)) {
      throw new DeployError({
        code: "version-fixed",
        message: `"${functionName}:${alias}" is a version, and a version cannot be changed`,
        hint: "Name the function alone, or an alias",
      });
    }
    if (!/^[\w-]{1,128}$/.test(alias)) {
      throw new DeployError({
        code: "alias-invalid",
        message: `"${alias}" cannot be the name of an alias`,
        hint: "Aliases have letters, digits, hyphens and underscores, at most 128, and not digits alone",
      });
    }
  }
  return functions;
}

/** `$LATEST` is the function itself. */
function functionRef(functionName = "", region: string, alias?: string): FunctionRef {
  return { functionName, region, ...(alias && alias !== "$LATEST" && { alias }) };
}

/** Decodes a part of an address. */
function decoded(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
