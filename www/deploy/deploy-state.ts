/** The state of the deploy card. It is pure, and never contains a secret. */

import type { Problem } from "../problem";
import type { Store } from "../store";
import type { SessionInfo, Upload } from "./aws-types";
import type { CorsAdvice } from "./cors";
import type { DeployRow } from "./deploy-row";
import { type DeployForm, initialForm } from "./form";
import type { DeployProgress } from "./progress";
import type { LockReason } from "./session";

/** What the card shows. */
export interface DeployState {
  form: DeployForm;
  /** The credentials that are in use, without their secret. */
  session: SessionInfo | null;
  /** Why the credentials were wiped. */
  locked: LockReason | null;
  /** Profiles in the pasted text, for the user to choose one. */
  profiles: string[];
  /** Why pasted credentials were refused. */
  sessionProblem: Problem | null;
  /** Why a deploy waits for new credentials. */
  paused: Problem | null;
  running: boolean;
  rows: DeployRow[];
  /** The pasted link, after it was checked. */
  upload: Upload | null;
  problem: Problem | null;
  /** Commands that do by hand what the form asks for. */
  commands: string[];
  /** Commands that call the functions with the test event. */
  testCommands: string[];
  cors: CorsAdvice | null;
  /** The text for someone without credentials. */
  shared: string | null;
  /** The offline kit: a blob URL, and its file name. */
  kit: OfflineKitLink | null;
  invocation: Invocation | null;
}

/** Where the offline kit can be downloaded. */
export interface OfflineKitLink {
  /** A blob URL. */
  url: string;
  /** The file name. */
  name: string;
}

/** What a call with the test event has given. */
export interface Invocation {
  /** A sentence. */
  status: string;
  payload: string;
  /** The end of the log. */
  log: string;
}

/** What can happen to the card. */
export type DeployEvent =
  | { type: "form"; change: Partial<DeployForm> }
  | { type: "unlocked"; session: SessionInfo }
  | { type: "profiles"; profiles: string[] }
  | { type: "unlockFailed"; problem: Problem }
  | { type: "locked"; reason: LockReason }
  | { type: "paused"; problem: Problem | null }
  | { type: "started"; rows: DeployRow[] }
  | { type: "progressed"; id: string; progress: DeployProgress }
  | { type: "rowChanged"; id: string; change: Partial<Omit<DeployRow, "id">> }
  | { type: "ended" }
  /** Something besides a deploy has failed. */
  | { type: "failed"; problem: Problem }
  | { type: "upload"; upload: Upload | null; problem: Problem | null }
  | { type: "commands"; commands: string[]; testCommands: string[]; cors: CorsAdvice | null }
  | { type: "shared"; text: string | null }
  | { type: "kit"; kit: OfflineKitLink | null }
  | { type: "invoked"; invocation: Invocation | null }
  /** Other packages were pressed, or there are none any more. */
  | { type: "packages"; names: string[]; kind: "function" | "layer" };

/** The store of the card. */
export type DeployStore = Store<DeployState, DeployEvent>;

/** The card when the page is opened. */
export const initialDeploy: DeployState = {
  form: initialForm,
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
  testCommands: [],
  cors: null,
  shared: null,
  kit: null,
  invocation: null,
};

/** The state after an event. */
export function reduceDeploy(state: DeployState, event: DeployEvent): DeployState {
  switch (event.type) {
    case "form":
      return { ...state, form: changeForm(state.form, event.change), kit: null };
    case "unlocked": {
      const region = event.session.region ?? state.form.region;
      const form = { ...state.form, region };
      return { ...state, form, session: event.session, locked: null, profiles: [], sessionProblem: null };
    }
    case "profiles":
      return { ...state, profiles: event.profiles, sessionProblem: null };
    case "unlockFailed":
      return { ...state, sessionProblem: event.problem };
    case "locked":
      return { ...state, session: null, locked: event.reason };
    case "paused":
      // A deploy pauses because its credentials have expired.
      return { ...state, paused: event.problem, ...(event.problem && { session: null }) };
    case "started":
      return { ...state, running: true, rows: event.rows, problem: null, invocation: null };
    case "progressed":
      return { ...state, rows: changeRow(state.rows, event.id, (row) => withProgress(row, event.progress)) };
    case "rowChanged":
      return { ...state, rows: changeRow(state.rows, event.id, (row) => ({ ...row, ...event.change })) };
    case "ended":
      return { ...state, running: false, paused: null };
    case "failed":
      // A deploy may still be running.
      return { ...state, problem: event.problem };
    case "upload":
      return { ...state, upload: event.upload, problem: event.problem };
    case "commands":
      return { ...state, commands: event.commands, testCommands: event.testCommands, cors: event.cors };
    case "shared":
      return { ...state, shared: event.text, problem: null };
    case "kit":
      return { ...state, kit: event.kit };
    case "invoked":
      return { ...state, invocation: event.invocation };
    case "packages":
      return withPackages(state, event.names, event.kind);
  }
}

/** Another link has other signed headers: the values given for the last one are not those of this one. */
function changeForm(form: DeployForm, change: Partial<DeployForm>): DeployForm {
  const isOther = change.link !== undefined && change.link.trim() !== form.link.trim();
  return { ...form, ...(isOther && { linkHeaders: "" }), ...change };
}

function changeRow(rows: DeployRow[], id: string, change: (row: DeployRow) => DeployRow): DeployRow[] {
  return rows.map((row) => (row.id === id ? change(row) : row));
}

/** Any progress shows that the request which was sent again has got further. */
function withProgress(row: DeployRow, progress: DeployProgress): DeployRow {
  const isSame = progress.stage === row.progress.stage && progress.sent === row.progress.sent;
  return { ...row, progress: { ...row.progress, ...progress }, retrying: isSame ? row.retrying : null };
}

/** What was said about an earlier package goes. The rows of a deploy that is running stay. */
function withPackages(state: DeployState, names: string[], kind: "function" | "layer"): DeployState {
  const { form } = state;
  const zip = names.includes(form.zip) ? form.zip : (names[0] ?? "");
  const isLayer = kind === "layer";
  const isFitting = names.length === 0 || isLayer === (form.goal === "layer");
  const goal = isFitting ? form.goal : isLayer ? "layer" : "function";
  return {
    ...state,
    form: { ...form, zip, goal },
    rows: state.running ? state.rows : [],
    upload: null,
    problem: null,
    kit: null,
    invocation: null,
  };
}
