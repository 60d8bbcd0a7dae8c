/** Uploads without credentials: types only. */

import type { Finding } from "../../packager/types";
import type { ObjectName, Part } from "./actions";

export interface Presigned {
  method: string;
  url: string;
  /** The credentials' own, if that is sooner. */
  expires: number;
}

/** What checking a pasted upload depends on. */
export interface Ask {
  now: number;
  /** Nothing has confirmed this clock: what it alone refuses is warned of, not forbidden. */
  isClockUnsure?: boolean;
  size?: number;
  codeSha256?: string;
  bytesPerSecond?: number;
  /** Signed headers whose values the user knows. */
  headers?: [string, string][];
}

/** A way to upload without credentials; an error among the findings forbids sending. */
export interface Upload {
  kind: "put" | "post" | "ticket";
  host: string;
  bucket?: string;
  key?: string;
  region?: string;
  expires?: number;
  maximumSize?: number;
  neededHeaders: string[];
  findings: Finding[];
  url?: string;
  post?: PostForm;
  ticket?: Ticket;
}

/** `fields` in this order, then the package as `file`. */
export interface PostForm {
  url: string;
  fields: [string, string][];
}

export interface PostWish extends ObjectName {
  maximumSize: number;
  /** Seconds. */
  expiresIn: number;
}

/** See docs/ticket.md. */
export interface Ticket {
  wheelpressTicket: 1;
  bucket: string;
  key: string;
  region?: string;
  expires: string;
  partSize: number;
  maximumSize: number;
  parts: string[];
  complete: string;
  abort: string;
  list?: string;
}

export interface TicketWish extends ObjectName {
  uploadId: string;
  maximumSize: number;
  partSize?: number;
  /** Seconds. */
  expiresIn: number;
}

/** `size` is the package's. */
export type TicketStep =
  | { kind: "part"; partNumber: number; size: number }
  | { kind: "complete"; parts: Part[] }
  | { kind: "abort" }
  | { kind: "list" };
