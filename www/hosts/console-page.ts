/** Reads the function from the address of a page of the Lambda console. */

/** The function that a page shows. */
export interface ConsoleFunction {
  /** Its name, with the alias if the page shows one. */
  functionName: string;
  region: string;
}

/** The console hosts of AWS's partitions, including those of multi-account sessions. */
const CONSOLE = /(^|\.)console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/;

/**
 * The function in the address of a console page, such as
 * `https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/hello/aliases/live?tab=code`.
 */
export function consoleFunction(address: string): ConsoleFunction | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname, searchParams, hash } = new URL(address);
  if (!CONSOLE.test(hostname) || !pathname.startsWith("/lambda/")) return undefined;
  const [, encoded, alias] = /^#\/functions\/([^/?]+)(?:\/aliases\/([^/?]+))?/.exec(hash) ?? [];
  const region = searchParams.get("region") ?? /(?:^|\.)([a-z]+(?:-[a-z]+)+-\d)\.console\./.exec(hostname)?.[1];
  if (!encoded || !region || !/^[a-z0-9-]+$/.test(region)) return undefined;
  const name = decoded(encoded);
  // Names and ARNs contain no other characters (Lambda API reference, FunctionName).
  if (!/^[\w:$.-]{1,170}$/.test(name)) return undefined;
  return { functionName: alias ? `${name}:${decoded(alias)}` : name, region };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
