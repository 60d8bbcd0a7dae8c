import { IDLE_TIMEOUT, type LockReason } from "../common/session-times";
import type { Failure, SessionInfo } from "./aws-types";
import type { AwsClient } from "./client";
import { CredentialRenewal } from "./credential-renewal";
import type { CredentialSource } from "./retry";

/** Receives the events of a session. */
export interface SessionEvents {
  /** Called when the credentials were wiped. */
  onLock(reason: LockReason): void;
  /** Called when requests wait for new credentials because of this failure; with null when they no longer wait. */
  onPause(failure: Failure | null): void;
}

/** The credentials that the user has pasted. Only the worker holds them; the page only knows whether there are any. */
export class CredentialSession implements CredentialSource {
  readonly #aws: AwsClient;
  readonly #events: SessionEvents;
  readonly #renewal: CredentialRenewal;
  #generation = 0;
  #isOpen = false;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #running = 0;

  constructor(aws: AwsClient, events: SessionEvents) {
    this.#aws = aws;
    this.#events = events;
    this.#renewal = new CredentialRenewal((failure) => events.onPause(failure));
  }

  /** Takes credentials from pasted text with at most one profile. */
  async unlock(text: string): Promise<SessionInfo> {
    return this.#opened(await this.#aws.call("open", text));
  }

  /** Takes the credentials of one profile of the text whose `profiles` were asked for last. */
  async unlockProfile(profile: string): Promise<SessionInfo> {
    return this.#opened(await this.#aws.call("openProfile", profile));
  }

  /** Takes an access key id, a secret access key and a session token. */
  async unlockFields(id: string, secret: string, token?: string): Promise<SessionInfo> {
    return this.#opened(await this.#aws.call("openFields", id, secret, token));
  }

  /** The names of the profiles in pasted text. If there are several, the worker keeps the text until one is chosen. */
  profiles(text: string): Promise<string[]> {
    this.keepOpen();
    return this.#aws.call("profiles", text);
  }

  /** Whether there are credentials. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Wipes the credentials. Work in progress waits for new ones. */
  lock(reason: LockReason = "user"): void {
    clearTimeout(this.#idleTimer);
    this.#aws.lock();
    // Not reported if there were no credentials and pasted text was only examined.
    if (this.#isOpen) this.#events.onLock(reason);
    this.#isOpen = false;
  }

  /** Runs work that uses the credentials. They are not wiped meanwhile. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    this.keepOpen();
    try {
      return await work();
    } finally {
      this.#running--;
      this.keepOpen();
    }
  }

  /** Waits for the user within `use`. Meanwhile the credentials are not in use, and can be wiped. */
  async whileWaiting<T>(answer: () => Promise<T>): Promise<T> {
    this.#running--;
    this.keepOpen();
    try {
      return await answer();
    } finally {
      this.#running++;
      if (this.#isOpen) this.keepOpen();
    }
  }

  /** Restarts the time after which the credentials are wiped. */
  keepOpen(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => (this.#running > 0 ? this.keepOpen() : this.lock("idle")), IDLE_TIMEOUT);
  }

  generation(): number {
    return this.#generation;
  }

  renewed(failure: Failure, signal?: AbortSignal): Promise<void> {
    return this.#renewal.wait(failure, signal);
  }

  #opened(info: SessionInfo): SessionInfo {
    this.#generation++;
    this.#isOpen = true;
    this.keepOpen();
    this.#renewal.renewed();
    return info;
  }
}
