/** The state of the deploy card. It is pure, and never contains a secret. */

import type { Problem } from "../common/problem";
import type { LockReason } from "../common/session-times";
import type { Store } from "../common/store";
import type { FunctionConfiguration, LogEvent, Place, SessionInfo, Upload } from "./aws-types";
import type { CorsAdvice } from "./cors";
import type { DeployRow, Detail } from "./deploy-row";
import { type DeployForm, initialForm, placeOf } from "./form";
import { type FunctionFit, isSamePlace, type Listing } from "./listing";
import type { PolicyUse } from "./policy";
import type { DeployProgress } from "./progress";
import type { ProjectScope } from "./project/project-request";

/** What the card shows. */
export interface DeployState {
  form: DeployForm;
  /** Whether the user has opened or closed the card; null: neither. */
  isOpen: boolean | null;
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
  /** The functions of the account. */
  listing: Listing;
  /** How the functions that the form names fit the package. */
  fits: FunctionFit[];
  /** The URLs that a deploy asks, and those of logs: known before a click. */
  addresses: Addresses;
  /** The IAM policies that what the form asks for needs: JSON. None where a field is missing. */
  policies: Policies;
  /** The pressed repository; null if there is none. */
  project: ProjectScope | null;
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
  logs: LogReading | null;
  opening: Opening | null;
}

/** The policies, by what each is for. */
export type Policies = Partial<Record<PolicyUse, string>>;

/** The URLs that are asked, for the extension to ask for. */
export interface Addresses {
  /** The form that is about them; null before any. */
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

/** A call with the test event, and what it has given. */
export type Invocation =
  | { status: "running" }
  | {
      status: "answered";
      /** A sentence. */
      outcome: string;
      hasFailed: boolean;
      /** Duration, memory and the like. */
      details: Detail[];
      payload: string;
      /** The end of the log. */
      log: string;
      /** Whether the browser keeps the event for the next visit. */
      event: "kept" | "secret" | "full";
    };

/** A deployed function that is being brought into the page. `layers`: those that were asked for too. */
export type Opening =
  | { status: "opening"; name: string }
  | { status: "opened"; name: string; configuration: FunctionConfiguration; layers?: OpenedLayer[] | "opening" }
  /** The browser may not fetch it. `url`: where the user can, for ten minutes. */
  | {
      status: "blocked";
      name: string;
      url: string;
      configuration: FunctionConfiguration;
      layers?: OpenedLayer[] | "opening";
    }
  | { status: "failed"; problem: Problem };

/** A layer of a function that was opened. It is in the page, unless something else is said. */
export interface OpenedLayer {
  arn: string;
  /** The browser may not fetch it; the user can, for ten minutes. */
  url?: string;
  /** Lambda does not give it. */
  problem?: Problem;
}

/** The last lines of a function's log. `command`: reads them by hand. */
export type LogReading =
  | { status: "reading" }
  | { status: "read"; group: string; lines: LogEvent[] }
  | { status: "failed"; problem: Problem; command: string };

/** What can happen to the card. */
export type DeployEvent =
  | { type: "form"; change: Partial<DeployForm> }
  | { type: "toggled"; isOpen: boolean }
  | { type: "unlocked"; session: SessionInfo }
  | { type: "profiles"; profiles: string[] }
  | { type: "unlockFailed"; problem: Problem }
  | { type: "locked"; reason: LockReason }
  | { type: "paused"; problem: Problem | null }
  | { type: "listing"; place: Place }
  | { type: "listed"; functions: FunctionConfiguration[] }
  | { type: "listFailed"; problem: Problem }
  | { type: "fits"; fits: FunctionFit[]; policies: Policies }
  | { type: "addresses"; addresses: Addresses }
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
  | { type: "logs"; logs: LogReading | null }
  | { type: "opening"; opening: Opening | null }
  /** Other packages were pressed, or there are none any more. */
  | { type: "packages"; names: string[]; kind: "function" | "layer" }
  | { type: "project"; project: ProjectScope | null };

/** The store of the card. */
export type DeployStore = Store<DeployState, DeployEvent>;

/** The card when the page is opened. */
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
  upload: null,
  problem: null,
  commands: [],
  testCommands: [],
  cors: null,
  shared: null,
  kit: null,
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
      // They may be those of another account.
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

/** What was said about another place goes. */
function changedForm(state: DeployState, form: DeployForm): DeployState {
  const isHere = state.listing.place === null || isSamePlace(state.listing.place, placeOf(form));
  return { ...state, form, kit: null, ...(!isHere && { listing: initialDeploy.listing, fits: [] }) };
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
    logs: null,
  };
}
