/**
 * Reads the report of a call from the last line that Lambda itself adds to a log (Lambda developer guide, "Working with
 * Lambda function logs").
 */

import { type Detail, detailsOf } from "../deploy-row";

/** One line per value: its name on the page, in the text format, and in the JSON format with its unit. */
const VALUES: [name: string, text: string, json: string, unit: string][] = [
  ["Duration", "Duration", "durationMs", "ms"],
  ["Billed duration", "Billed Duration", "billedDurationMs", "ms"],
  ["Memory size", "Memory Size", "memorySizeMB", "MB"],
  ["Max memory used", "Max Memory Used", "maxMemoryUsedMB", "MB"],
  ["Init duration", "Init Duration", "initDurationMs", "ms"],
  ["Restore duration", "Restore Duration", "restoreDurationMs", "ms"],
];

/** Duration and memory of the last call in a log; empty if the log does not have them. */
export function reportOf(log: string): Detail[] {
  const lines = log.split("\n").reverse();
  const text = lines.find((line) => line.startsWith("REPORT RequestId: "));
  if (text) return textReport(text);
  const json = lines.find((line) => line.includes('"platform.report"'));
  return json ? jsonReport(json) : [];
}

/** `REPORT RequestId: 1	Duration: 1.23 ms	Billed Duration: 2 ms	Memory Size: 128 MB	Max Memory Used: 30 MB`. */
function textReport(line: string): Detail[] {
  const parts = line.split("\t").map((part) => part.trim());
  const said = new Map(parts.map((part) => part.split(/:\s+/, 2) as Detail));
  return detailsOf({
    "Request ID": said.get("REPORT RequestId"),
    ...Object.fromEntries(VALUES.map(([name, text]) => [name, said.get(text)])),
  });
}

/** `{"type":"platform.report","record":{"requestId":"1","metrics":{"durationMs":1.23,…}}}`. */
function jsonReport(line: string): Detail[] {
  try {
    const { record } = JSON.parse(line) as { record: { requestId?: string; metrics?: Record<string, number> } };
    const values = VALUES.map(([name, , member, unit]) => {
      const value = record.metrics?.[member];
      return [name, typeof value === "number" ? `${value} ${unit}` : undefined];
    });
    return detailsOf({ "Request ID": record.requestId, ...Object.fromEntries(values) });
  } catch {
    // The log contains only its last 4 KB, so its first line may be cut off.
    return [];
  }
}
