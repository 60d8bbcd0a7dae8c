/** What is printed. */

import type { Finding, Missing, Plan, Pressed } from "wheelpress/node";

/** What went wrong, and what to do. */
export interface Fault {
  message: string;
  hint?: string | undefined;
}

const counts = new Intl.NumberFormat("en-US");

/** The findings, for people. */
export const findingLines = (findings: Finding[]) =>
  findings.map((finding) =>
    faultLines(finding.severity, { ...finding, message: `${finding.message} (${finding.code})` }),
  );

/** What is missing, and the command that fetches it here. */
export function missingLines({ needs, commands }: Missing, platform = process.platform): string {
  const shell = platform === "win32" ? "powershell" : "sh";
  const command = commands.find((one) => one.tool === "pip" && one.shell === shell);
  if (!command) return "";
  return `Get the libraries: ${needs.map(({ requirement }) => requirement).join(", ")}\n${command.text}\n`;
}

/** A fault, for people. */
export function faultLines(severity: Finding["severity"], { message, hint }: Fault): string {
  return `${severity}: ${message}\n${hint ? `  ${hint}\n` : ""}`;
}

/** What would be in the package. */
export function planLines({ entries, distributions, unzippedSize }: Plan): string {
  const libraries = distributions.map(({ name, version }) => `  ${name} ${version}\n`).join("");
  return `${files(entries.length)}, ${counts.format(unzippedSize)} bytes unzipped\n${libraries}`;
}

/** What was written. */
export function packageLines(path: string, { entries, size, unzippedSize, codeSha256 }: Pressed): string {
  const sizes = `${counts.format(size)} bytes, ${counts.format(unzippedSize)} unzipped`;
  return `${path}: ${files(entries)}, ${sizes}\nCodeSha256 ${codeSha256}\n`;
}

const files = (count: number) => `${counts.format(count)} ${count === 1 ? "file" : "files"}`;

/** Without what a terminal would obey: names of files are of those who made them. */
export const printable = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
