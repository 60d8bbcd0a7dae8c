import type { DeployForm } from "./form";
import type { DifferencesAnswer } from "./progress";
import type { ProjectRequest } from "./project/project-request";

/**
 * What a user can do with a pressed package. Components only call these functions; their effect is visible in the
 * state.
 */
export interface DeployActions {
  /** Changes fields. */
  form(change: Partial<DeployForm>): void;
  /** Opens or closes the card. */
  toggle(isOpen: boolean): void;
  /** Takes credentials from pasted text. If it has several profiles, only the worker keeps it until one is chosen. */
  unlock(text: string): void;
  /** Takes the credentials of one profile of the pasted text. */
  unlockProfile(profile: string): void;
  /** Takes an access key id, a secret access key and a session token, which may be empty. */
  unlockFields(id: string, secret: string, token: string): void;
  /** Wipes the credentials. */
  lock(): void;
  /** Lists the functions of the region. */
  list(): void;
  /** Loads the first function of the form into the page. */
  open(): void;
  /** Fetches the code of the opened function again. */
  fetchOpened(): void;
  /** Loads the layers of the opened function too. */
  openLayers(): void;
  /** Starts the deploy that the form describes. */
  start(): void;
  /** Starts a deploy of all packages of a repository, with the place and options of the form. */
  startProject(request: ProjectRequest): void;
  /** Starts the last deploy again for the rows that have failed. */
  retry(): void;
  /** Answers the question of the running deploy. */
  answer(answer: DifferencesAnswer): void;
  /** Cancels the running deploy. */
  cancel(): void;
  /** Makes an upload for someone without credentials. */
  share(): void;
  /** Makes the offline kit. */
  kit(): void;
  /** Chooses the function to test, by the id of its row. */
  test(id: string): void;
  /** Calls that function, or the first one of the form, with the test event. */
  invoke(): void;
  /** Reads the last lines of the log of that function. */
  readLogs(): void;
}
