import type { EndpointConfig, LogEvent } from "../aws-types";
import { DeployError } from "../error";
import type { RequestSender } from "../retry";

/** Maximum number of lines that are shown. */
const MAX_LINES = 100;
/** Maximum number of streams that are read. Each instance of a function writes one. */
const STREAMS = 3;

/** The last lines that a function has written, the oldest first. Empty if there are none. */
export async function lastLogLines(
  sender: RequestSender,
  place: EndpointConfig,
  logGroupName: string,
): Promise<LogEvent[]> {
  const streams = await describe(sender, place, logGroupName);
  const read = streams.map(async ({ logStreamName }) => {
    const action = { op: "GetLogEvents", logGroupName, logStreamName, limit: MAX_LINES } as const;
    const make = (now: number, place: EndpointConfig) => sender.aws.call("sign", place, action, now);
    return (await sender.run("GetLogEvents", { make, place })).events;
  });
  const events = (await Promise.all(read)).flat();
  return events.sort((a, b) => a.timestamp - b.timestamp).slice(-MAX_LINES);
}

async function describe(sender: RequestSender, place: EndpointConfig, logGroupName: string) {
  const action = { op: "DescribeLogStreams", logGroupName, limit: STREAMS } as const;
  const make = (now: number, place: EndpointConfig) => sender.aws.call("sign", place, action, now);
  try {
    return (await sender.run("DescribeLogStreams", { make, place })).logStreams;
  } catch (error) {
    // The log group is created with the first line.
    if (error instanceof DeployError && error.failure?.kind === "not-found") return [];
    throw error;
  }
}
