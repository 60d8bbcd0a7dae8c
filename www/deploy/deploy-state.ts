/** The state of the deploy card. It is pure, and never contains a secret. */

import type { Problem } from "../common/problem";
import type { LockReason } from "../common/session-times";
import type { Store } from "../common/store";
import type { EndpointConfig, FunctionConfiguration, LogEvent, SessionInfo, Upload } from "./aws-types";
import type { CorsAdvice } from "./cors";
import type { DeployRow, Detail } from "./deploy-row";
import { type DeployForm, endpointOf, initialForm } from "./form";
import { type FunctionFit, isSamePlace, type Listing } from "./listing";
import type { PolicyUse } from "./policy";
import type { DeployProgress, FunctionDifferences } from "./progress";
import type { ProjectScope } from "./project/project-request";

/** The state that the card shows. */
export interface DeployState {
  form: DeployForm;
  /** Whether the user has opened (true) or closed (false) the card; null if the user has done neither. */
  isOpen: boolean | null;
  /** The credentials that are in use, without their secret. */
  session: SessionInfo | null;
  /** The reason why the credentials were wiped. */
  locked: LockReason | null;
  /** Profiles in the pasted text, one of which the user chooses. */
  profiles: string[];
  /** The reason why pasted credentials were refused. */
  sessionProblem: Problem | null;
  /** The reason why a deploy waits for new credentials. */
  paused: Problem | null;
  /** The functions of the account. */
  listing: Listing;
  /** How the functions that the form names fit the package. */
  fits: FunctionFit[];
  /** The URLs that a deploy and the log send requests to. They must be known before a click. */
  addresses: Addresses;
  /** The IAM policies, as JSON, that the deploy of the form needs. A policy is absent if a field is missing. */
  policies: Policies;
  /** The pressed repository; null if there is none. */
  project: ProjectScope | null;
  running: boolean;
  rows: DeployRow[];
  /** What the running deploy asks about. It has sent nothing yet. */
  question: Question | null;
  /** The pasted link, after it has been checked. */
  upload: Upload | null;
  problem: Problem | null;
  /** Commands that do by hand what the form describes. */
  commands: CommandText;
  /** Commands that call the functions with the test event. */
  testCommands: CommandText;
  cors: CorsAdvice | null;
  /** The text to give to someone without credentials. */
  shared: string | null;
  /** The offline kit: a blob URL, and its file name. */
  kit: OfflineKitLink | null;
  /** The functions of the form, or of the repository that was updated last. */
  testable: TestableFunction[];
  /** The id of the function that is tested. If it is none of `testable`, the first one is tested. */
  tested: string | null;
  invocation: Invocation | null;
  logs: LogReading | null;
  opening: Opening | null;
}

/** Commands as one text, or why there are none. Both are empty if a field is not filled in yet. */
export interface CommandText {
  text: string;
  problem: Problem | null;
}

/** A function that can be tested. */
export interface TestableFunction {
  /** The id of its row. */
  id: string;
  /** Its name with the region. */
  name: string;
}

/** A question about functions whose configuration differs from the package. */
export interface Question {
  /** At least one. */
  functions: FunctionDifferences[];
}

/** The policies, by their purpose. */
export type Policies = Partial<Record<PolicyUse, string>>;

/** The URLs that requests are sent to. The extension asks for permission for them. */
export interface Addresses {
  /** The form that the URLs belong to; null at first. */
  form: DeployForm | null;
  deploy: string[];
  logs: string[];
}

/** Where the offline kit can be downloaded. */
export interface OfflineKitLink {
  /** A blob URL. */
  url: string;
  /** The file name. */
  name: string;
}

/** A call with the test event, and its result. */
export type Invocation =
  | { status: "running" }
  /** Lambda has not called the function, or its answer did not arrive. */
  | { status: "failed"; problem: Problem }
  | {
      status: "answered";
      /** The outcome as a sentence. */
      outcome: string;
      hasFailed: boolean;
      /** Duration, memory and similar values. */
      details: Detail[];
      payload: string;
      /** The end of the log. */
      log: string;
      /** Whether the browser keeps the event for the next visit. */
      event: "kept" | "secret" | "full";
    };

/** A deployed function that is being loaded into the page. `layers` are its layers that were also requested. */
export type Opening =
  | { status: "opening"; name: string }
  | { status: "opened"; name: string; configuration: FunctionConfiguration; layers?: OpenedLayer[] | "opening" }
  /** The browser may not fetch the zip. `url` is where the user can download it, for ten minutes. */
  | {
      status: "blocked";
      name: string;
      url: string;
      configuration: FunctionConfiguration;
      layers?: OpenedLayer[] | "opening";
    }
  | { status: "failed"; problem: Problem };

/** A layer of an opened function. It is in the page, unless `url` or `problem` is set. */
export interface OpenedLayer {
  arn: string;
  /** The browser may not fetch the layer; the user can download it here, for ten minutes. */
  url?: string;
  /** The reason why Lambda does not provide the layer. */
  problem?: Problem;
}

/** The last lines of a function's log. `command` reads them by hand. */
export type LogReading =
  | { status: "reading" }
  | { status: "read"; group: string; lines: LogEvent[] }
  | { status: "failed"; problem: Problem; command: string };

/** The events of the card. */
export type DeployEvent =
  | { type: "form"; change: Partial<DeployForm> }
  | { type: "toggled"; isOpen: boolean }
  | { type: "unlocked"; session: SessionInfo }
  | { type: "profiles"; profiles: string[] }
  | { type: "unlockFailed"; problem: Problem }
  | { type: "locked"; reason: LockReason }
  | { type: "paused"; problem: Problem | null }
  | { type: "listing"; place: EndpointConfig }
  | { type: "listed"; functions: FunctionConfiguration[] }
  | { type: "listFailed"; problem: Problem }
  | { type: "fits"; fits: FunctionFit[]; policies: Policies }
  | { type: "addresses"; addresses: Addresses }
  | { type: "started"; rows: DeployRow[] }
  | { type: "progressed"; id: string; progress: DeployProgress }
  | { type: "rowChanged"; id: string; change: Partial<Omit<DeployRow, "id">> }
  | { type: "asked"; question: Question | null }
  | { type: "ended" }
  /** Something other than a deploy has failed. */
  | { type: "failed"; problem: Problem }
  | { type: "upload"; upload: Upload | null; problem: Problem | null }
  | { type: "commands"; commands: CommandText; testCommands: CommandText; cors: CorsAdvice | null }
  | { type: "shared"; text: string | null }
  | { type: "kit"; kit: OfflineKitLink | null }
  | { type: "testable"; functions: TestableFunction[] }
  | { type: "tested"; id: string }
  | { type: "invoked"; invocation: Invocation | null }
  | { type: "logs"; logs: LogReading | null }
  | { type: "opening"; opening: Opening | null }
  /** Other packages were pressed, or there are no packages any more. */
  | { type: "packages"; names: string[]; kind: "function" | "layer" }
  | { type: "project"; project: ProjectScope | null };

/** The store of the card. */
export type DeployStore = Store<DeployState, DeployEvent>;

/** The state of the card when the page is opened. */
export const initialDeploy: DeployState = {
  form: initialForm,
  isOpen: null,
  session: null,
  locked: null,
  profiles: [],
  sessionProblem: null,
  paused: null,
  listing: { status: "none", place: null },
  fits: [],
  addresses: { form: null, deploy: [], logs: [] },
  policies: {},
  project: null,
  running: false,
  rows: [],
  question: null,
  upload: null,
  problem: null,
  commands: { text: "", problem: null },
  testCommands: { text: "", problem: null },
  cors: null,
  shared: null,
  kit: null,
  testable: [],
  tested: null,
  invocation: null,
  logs: null,
  opening: null,
};

/** The state after an event. */
export function reduceDeploy(state: DeployState, event: DeployEvent): DeployState {
  switch (event.type) {
    case "form":
      return changedForm(state, changeForm(state.form, event.change));
    case "toggled":
      return { ...state, isOpen: event.isOpen };
    case "unlocked": {
      const region = event.session.region ?? state.form.region;
      const form = { ...state.form, region };
      // The new credentials may be of another account, so the list of functions is reset.
      const { listing } = initialDeploy;
      return { ...state, form, listing, session: event.session, locked: null, profiles: [], sessionProblem: null };
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
    case "listing":
      return { ...state, listing: { status: "listing", place: event.place } };
    case "listed":
      if (!state.listing.place) return state;
      return { ...state, listing: { status: "listed", place: state.listing.place, functions: event.functions } };
    case "listFailed":
      if (!state.listing.place) return state;
      return { ...state, listing: { status: "failed", place: state.listing.place, problem: event.problem } };
    case "fits":
      return { ...state, fits: event.fits, policies: event.policies };
    case "addresses":
      return { ...state, addresses: event.addresses };
    case "started":
      return { ...state, running: true, rows: event.rows, problem: null, invocation: null, logs: null };
    case "progressed":
      return { ...state, rows: changeRow(state.rows, event.id, (row) => withProgress(row, event.progress)) };
    case "rowChanged":
      return { ...state, rows: changeRow(state.rows, event.id, (row) => ({ ...row, ...event.change })) };
    case "asked":
      return { ...state, question: event.question };
    case "ended":
      return { ...state, running: false, paused: null, question: null };
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
    case "testable":
      return { ...state, testable: event.functions };
    case "tested":
      return { ...state, tested: event.id, invocation: null, logs: null };
    case "invoked":
      return { ...state, invocation: event.invocation };
    case "logs":
      return { ...state, logs: event.logs };
    case "opening":
      return { ...state, opening: event.opening };
    case "project":
      return { ...state, project: event.project };
    case "packages":
      return withPackages(state, event.names, event.kind);
  }
}

/** Changes the form. The list of functions is reset if it is of another place. */
function changedForm(state: DeployState, form: DeployForm): DeployState {
  // Receipts are of the goal that was deployed.
  const isOther = form.goal !== state.form.goal && !state.running;
  const { rows, invocation, logs } = initialDeploy;
  const isHere = state.listing.place === null || isSamePlace(state.listing.place, endpointOf(form));
  const others = { ...(isOther && { rows, invocation, logs, problem: null }) };
  return { ...state, form, kit: null, ...others, ...(!isHere && { listing: initialDeploy.listing, fits: [] }) };
}

/**
 * Changes the fields of the form. Another link has other signed headers, so the values for the last link are removed.
 */
function changeForm(form: DeployForm, change: Partial<DeployForm>): DeployForm {
  const isOther = change.link !== undefined && change.link.trim() !== form.link.trim();
  return { ...form, ...(isOther && { linkHeaders: "" }), ...change };
}

function changeRow(rows: DeployRow[], id: string, change: (row: DeployRow) => DeployRow): DeployRow[] {
  return rows.map((row) => (row.id === id ? change(row) : row));
}

/**
 * Adds progress to a row. Any progress shows that a repeated request has succeeded so far, so its failure is no longer
 * shown.
 */
function withProgress(row: DeployRow, progress: DeployProgress): DeployRow {
  const isSame = progress.stage === row.progress.stage && progress.sent === row.progress.sent;
  return { ...row, progress: { ...row.progress, ...progress }, retrying: isSame ? row.retrying : null };
}

/** Removes the results for an earlier package. The rows of a running deploy stay. */
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
    logs: null,
  };
}
