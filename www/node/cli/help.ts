/** What `--help` prints. */

import { type CommandName, type Option, optionsOf } from "./options";

const PLANS = "says what would be in the package, and what would fail on Lambda";
const PRESSES = "makes the package, and prints its CodeSha256";

const EXIT = `Exit codes:
  0  done
  1  there are errors, which are printed, or several functions to choose from: the package is not written
  2  it cannot be done: a wrong option, a path that is not there, a file that cannot be written`;

const PATHS = `PATH is a function's file or folder, a wheel, a virtualenv, a folder of pip install --target, a file of requirements,
or a zip. Findings are printed on standard error. What the options do not say is as a wheelpress.toml among the paths says.
If a file among the paths states a function, as template.yaml and serverless.yml do, its files, runtime, architecture and
handler are as stated there; of several functions, --function names one.`;

/** The help of all commands. */
export const HELP = `Makes deployment packages and layers for Python on AWS Lambda, without Python.

  wheelpress press PATH… -o FILE  ${PRESSES}
  wheelpress plan PATH…           ${PLANS}
  wheelpress COMMAND --help       the options of a command
  wheelpress --version

${PATHS}

${EXIT}
`;

/** The help of a command. */
export function helpOf(command: CommandName): string {
  const lines = optionsOf(command).map((option) => [spelling(option), option.help] as const);
  const width = Math.max(...lines.map(([left]) => left.length));
  const usage = command === "press" ? "wheelpress press PATH… -o FILE [OPTION…]" : "wheelpress plan PATH… [OPTION…]";
  return `Usage: ${usage}

${capital(command === "press" ? PRESSES : PLANS)}.
${PATHS}

${lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n")}

${EXIT}
`;
}

function spelling({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
