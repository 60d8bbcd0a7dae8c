import assert from "node:assert/strict";
import { test } from "node:test";
import { reportOf } from "./report-line";

/** `said` lists each value as "name: value". */
const check = (log: string, ...said: string[]) =>
  assert.deepEqual(
    reportOf(log).map(([name, value]) => `${name}: ${value}`),
    said,
  );

test("duration and memory are read from the log's last report", () => {
  check(
    "START RequestId: a Version: $LATEST\nhello\nEND RequestId: a\n" +
      "REPORT RequestId: a\tDuration: 1.23 ms\tBilled Duration: 102 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tInit Duration: 100.55 ms\t\n",
    "Request ID: a",
    "Duration: 1.23 ms",
    "Billed duration: 102 ms",
    "Memory size: 128 MB",
    "Max memory used: 30 MB",
    "Init duration: 100.55 ms",
  );
  check(
    '{"time":"t","type":"platform.report","record":{"requestId":"b","metrics":{"durationMs":2.5,"billedDurationMs":3,"memorySizeMB":128,"maxMemoryUsedMB":31},"status":"success"}}',
    "Request ID: b",
    "Duration: 2.5 ms",
    "Billed duration: 3 ms",
    "Memory size: 128 MB",
    "Max memory used: 31 MB",
  );
});

test("a log without a report says nothing", () => {
  check("");
  check('"platform.report"');
  check("hello\nREPORT of mine");
});
