/** The texts that the command prints. */

import type { Finding, Missing, Plan, Pressed } from "wheelpress/node";
import { inShell } from "./shell-texts";
import type { Candidate } from "./stated";

/** An error message, and what to do about it. */
export interface Fault {
  message: string;
  hint?: string | undefined;
}

const counts = new Intl.NumberFormat("en-US");

/** The findings as text. */
export const findingLines = (findings: Finding[]) =>
  findings.map((finding) =>
    faultLines(finding.severity, { ...finding, message: `${finding.message} (${finding.code})` }),
  );

/** The missing libraries, and the command that fetches them on this platform. */
export function missingLines({ needs, commands }: Missing, platform = process.platform): string {
  const shell = platform === "win32" ? "powershell" : "sh";
  const command = commands.find((one) => one.tool === "pip" && one.shell === shell);
  if (!command) return "";
  return `Get the libraries: ${needs.map(({ requirement }) => oneLine(requirement)).join(", ")}\n${command.text}\n`;
}

/** The functions to choose from. */
export const candidateLines = (candidates: Candidate[]) =>
  candidates
    .map(({ id, file, kind, handler, runtime }) => `  ${[id, kind, runtime, handler, file].filter(Boolean).join("  ")}`)
    .map((line) => `${oneLine(line)}\n`)
    .join("");

/** A fault as text. */
export function faultLines(severity: Finding["severity"], { message, hint }: Fault): string {
  return `${severity}: ${oneLine(inShell(message))}\n${hint ? `  ${oneLine(inShell(hint))}\n` : ""}`;
}

/** The contents of the planned package. */
export function planLines({ entries, distributions, unzippedSize }: Plan): string {
  const libraries = distributions.map(({ name, version }) => `  ${oneLine(name)} ${oneLine(version)}\n`).join("");
  return `${files(entries.length)}, ${counts.format(unzippedSize)} bytes unzipped\n${libraries}`;
}

/** A summary of the written package. */
export function packageLines(path: string, { entries, size, unzippedSize, codeSha256 }: Pressed): string {
  const sizes = `${counts.format(size)} bytes, ${counts.format(unzippedSize)} unzipped`;
  return `${oneLine(path)}: ${files(entries)}, ${sizes}\nCodeSha256 ${codeSha256}\n`;
}

const files = (count: number) => `${counts.format(count)} ${count === 1 ? "file" : "files"}`;

/**
 * Writes characters that control a terminal, or the direction of its text, as escape sequences, since file names can be
 * chosen by others.
 */
export const printable = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escaped);

/** A text that cannot begin a line of its own. */
export const oneLine = (text: string) => text.replace(/\n/g, escaped);

const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
