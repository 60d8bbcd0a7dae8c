import type { FetchCommand, Missing, MissingLibrary } from "../packager/types";

/** What several functions lack, each library once, with commands that fetch all of them. */
export function missingOf(functions: { missing: Missing }[]): Missing {
  const all = functions.map(({ missing }) => missing);
  const needs = all.flatMap(({ needs }) => needs);
  const commands = all.flatMap(({ commands }) => commands);
  return {
    needs: once(
      needs,
      ({ requirement, index, extraIndexes }: MissingLibrary) => `${requirement} ${index} ${extraIndexes}`,
    ),
    commands: once(commands, ({ tool, shell }: FetchCommand) => `${tool} ${shell}`).map((command) => {
      const { tool, shell } = command;
      const same = commands.filter((one) => one.tool === tool && one.shell === shell);
      const texts = once(same, ({ text }) => text).map(({ text }) => text);
      return { ...command, text: texts.join(shell === "sh" ? " &&\n" : "\n") };
    }),
  };
}

/** The first element for each key. */
function once<T>(all: T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one)));
}
