import type { DeployForm } from "./form";
import type { ProjectRequest } from "./project/project-request";

/** What a user can do with a pressed package. Components only call it; its effect is visible in the state. */
export interface DeployActions {
  /** Changes fields. */
  form(change: Partial<DeployForm>): void;
  /** Opens or closes the card. */
  toggle(isOpen: boolean): void;
  /** Takes credentials from pasted text, which is not kept. `profile`: which of several. */
  unlock(text: string, profile?: string): void;
  /** Takes an access key id, a secret access key and a session token, which may be empty. */
  unlockFields(id: string, secret: string, token: string): void;
  /** Wipes the credentials. */
  lock(): void;
  /** Lists the functions of the region. */
  list(): void;
  /** Brings the first function of the form into the page. */
  open(): void;
  /** Fetches the code of the function that was opened, once more. */
  fetchOpened(): void;
  /** Brings the layers of the function that was opened, too. */
  openLayers(): void;
  /** Starts the deploy that the form asks for. */
  start(): void;
  /** Starts a deploy of all packages of a repository, where the form says, and by its options. */
  startProject(request: ProjectRequest): void;
  /** Starts the last deploy again, for the rows that have failed. */
  retry(): void;
  /** Cancels the deploy that is running. */
  cancel(): void;
  /** Makes an upload for someone without credentials. */
  share(): void;
  /** Makes the offline kit. */
  kit(): void;
  /** Calls the first function of the form with the test event. */
  invoke(): void;
  /** Reads the last lines of its log. */
  readLogs(): void;
}
