/** What the deploy card shows: its fields, the session, what is under way and what came of it. Never a secret. */

import type { SessionInfo, Upload } from "./deploy/boundary";
import type { Told } from "./deploy/flow";
import type { Problem } from "./problem";

/** How the package leaves the page. */
export type Way = "credentials" | "link" | "hand";

export type Goal = "function" | "layer" | "object" | "share";

export type Share = "url" | "form" | "ticket";

export interface Form {
  way: Way;
  goal: Goal;
  /** Which of the pressed zips, by its name. */
  zip: string;
  region: string;
  lambdaEndpoint: string;
  s3Endpoint: string;
  pathStyle: boolean;
  /** One a line: name, name:alias or ARN, each with "@region" where it is another one. */
  functions: string;
  role: string;
  create: boolean;
  publish: boolean;
  dryRun: boolean;
  configure: boolean;
  guard: boolean;
  bucket: string;
  key: string;
  ifNoneMatch: boolean;
  layerName: string;
  /** Functions that get the published layer version, as in `functions`. */
  attachTo: string;
  /** What the commands are for. */
  shell: "sh" | "powershell";
  share: Share;
  minutes: string;
  link: string;
  /** Values of headers that a presigned URL signs, `name: value` a line. */
  linkHeaders: string;
  event: string;
}

/** What a bucket must say to let this page in: for the console, and as a command. */
export interface Cors {
  json: string;
  command: string;
}

/** One function, layer or upload of a deploy. */
export interface Row {
  id: string;
  label: string;
  region: string;
  /** Bytes that are sent. */
  size: number;
  told: Told;
  /** What is being tried again just now. */
  fault: string | null;
  problem: Problem | null;
  /** What AWS answered, by its own names. */
  facts: [string, string][];
}

export interface DeployState {
  form: Form;
  session: SessionInfo | null;
  /** Why there is no session any more. */
  locked: "user" | "idle" | null;
  profiles: string[];
  sessionProblem: Problem | null;
  /** Work waits for new credentials. */
  paused: Problem | null;
  running: boolean;
  rows: Row[];
  /** What was pasted, checked. */
  upload: Upload | null;
  problem: Problem | null;
  commands: string[];
  /** The same for a test event. */
  tryCommands: string[];
  cors: Cors | null;
  shared: string | null;
  kit: { url: string; name: string } | null;
  invoked: { status: string; payload: string; log: string } | null;
}

export type DeployEvent =
  | { type: "form"; change: Partial<Form> }
  | { type: "opened"; session: SessionInfo }
  | { type: "profiles"; profiles: string[] }
  | { type: "notOpened"; problem: Problem }
  | { type: "locked"; why: "user" | "idle" }
  | { type: "paused"; problem: Problem | null }
  | { type: "started"; rows: Row[] }
  | { type: "told"; id: string; told: Told }
  | { type: "row"; id: string; change: Partial<Omit<Row, "id">> }
  | { type: "ended" }
  | { type: "failed"; problem: Problem }
  | { type: "upload"; upload: Upload | null; problem: Problem | null }
  | { type: "commands"; commands: string[]; tryCommands: string[]; cors: Cors | null }
  | { type: "shared"; text: string | null }
  | { type: "kit"; kit: { url: string; name: string } | null }
  | { type: "invoked"; invoked: DeployState["invoked"] }
  /** Other zips were pressed, or none are there any more. */
  | { type: "packages"; names: string[]; kind: "function" | "layer" };

export const initialDeploy: DeployState = {
  form: {
    way: "credentials",
    goal: "function",
    zip: "",
    region: "us-east-1",
    lambdaEndpoint: "",
    s3Endpoint: "",
    pathStyle: false,
    functions: "",
    role: "",
    create: false,
    publish: false,
    dryRun: false,
    configure: false,
    guard: true,
    bucket: "",
    key: "function.zip",
    ifNoneMatch: false,
    layerName: "",
    attachTo: "",
    shell: "sh",
    share: "url",
    minutes: "60",
    link: "",
    linkHeaders: "",
    event: "{}",
  },
  session: null,
  locked: null,
  profiles: [],
  sessionProblem: null,
  paused: null,
  running: false,
  rows: [],
  upload: null,
  problem: null,
  commands: [],
  tryCommands: [],
  cors: null,
  shared: null,
  kit: null,
  invoked: null,
};

export function reduceDeploy(state: DeployState, event: DeployEvent): DeployState {
  switch (event.type) {
    case "form":
      return { ...state, form: { ...state.form, ...event.change }, kit: null };
    case "opened": {
      const region = event.session.region ?? state.form.region;
      const form = { ...state.form, region };
      return { ...state, form, session: event.session, locked: null, profiles: [], sessionProblem: null };
    }
    case "profiles":
      return { ...state, profiles: event.profiles, sessionProblem: null };
    case "notOpened":
      return { ...state, sessionProblem: event.problem };
    case "locked":
      return { ...state, session: null, locked: event.why };
    case "paused":
      // Credentials that have expired are of no more use.
      return { ...state, paused: event.problem, ...(event.problem && { session: null }) };
    case "started":
      return { ...state, running: true, rows: event.rows, problem: null, invoked: null };
    case "told":
      return {
        ...state,
        rows: changeRow(state.rows, event.id, (row) => ({
          ...row,
          told: { ...row.told, ...event.told },
          fault: event.told.stage === row.told.stage && event.told.sent === row.told.sent ? row.fault : null,
        })),
      };
    case "row":
      return { ...state, rows: changeRow(state.rows, event.id, (row) => ({ ...row, ...event.change })) };
    case "ended":
      return { ...state, running: false, paused: null };
    case "failed":
      // Of something besides the deploy, which may go on.
      return { ...state, problem: event.problem };
    case "upload":
      return { ...state, upload: event.upload, problem: event.problem };
    case "commands":
      return { ...state, commands: event.commands, tryCommands: event.tryCommands, cors: event.cors };
    case "shared":
      return { ...state, shared: event.text, problem: null };
    case "kit":
      return { ...state, kit: event.kit };
    case "invoked":
      return { ...state, invoked: event.invoked };
    case "packages": {
      const zip = event.names.includes(state.form.zip) ? state.form.zip : (event.names[0] ?? "");
      const isLayer = event.kind === "layer";
      const isFitting = event.names.length === 0 || isLayer === (state.form.goal === "layer");
      const goal = isFitting ? state.form.goal : isLayer ? "layer" : "function";
      // Whatever was said was about another package, except of a deploy under way: it goes on, and is seen to.
      return {
        ...state,
        form: { ...state.form, zip, goal },
        rows: state.running ? state.rows : [],
        upload: null,
        problem: null,
        kit: null,
        invoked: null,
      };
    }
  }
}

function changeRow(rows: Row[], id: string, change: (row: Row) => Row): Row[] {
  return rows.map((row) => (row.id === id ? change(row) : row));
}

export interface Named {
  functionName: string;
  region: string;
  alias?: string;
}

/** The functions named in the form, one a line: `name`, `name:alias`, an ARN or part of one (`123456789012:function:name`); `@region` where it is another one. */
export function functionsOf({ functions, region }: Pick<Form, "functions" | "region">): Named[] {
  const lines = functions.split(/[\n,]/).map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const [name = "", at] = line.split("@").map((part) => part.trim());
    const arn = /^(arn:[^:]+:lambda:([^:]+):[^:]*:function:[^:]+)(?::(.+))?$/.exec(name);
    if (arn) return { functionName: arn[1] ?? "", region: arn[2] ?? region, ...(arn[3] && { alias: arn[3] }) };
    const partial = /^(\d{12}:function:[^:]+)(?::(.+))?$/.exec(name);
    if (partial)
      return { functionName: partial[1] ?? "", region: at || region, ...(partial[2] && { alias: partial[2] }) };
    const [functionName = "", alias] = name.split(":");
    return { functionName, region: at || region, ...(alias && { alias }) };
  });
}

/** Values of signed headers, `name: value` a line; other lines are passed over. */
export function headersOf({ linkHeaders }: Pick<Form, "linkHeaders">): [string, string][] {
  return linkHeaders.split("\n").flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name && value !== undefined ? [[name, value]] : [];
  });
}
