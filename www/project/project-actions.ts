/**
 * What a user can do with a dropped repository. Components only call these functions; their effect is visible in the
 * state.
 */
export interface ProjectActions {
  /** Presses all functions and layers that have changed. */
  press(): void;
  /** Cancels pressing. */
  cancel(): void;
  /** Uses the functions that another file states. */
  choose(file: string): void;
  /** Makes one package of the whole drop instead, or returns to the functions. */
  dismiss(isDismissed: boolean): void;
  /** Changes the user's choices: the bucket and prefix of packages, names in AWS, whether libraries are shared. */
  form(change: { bucket?: string; prefix?: string; names?: string; share?: boolean }): void;
  /** Makes and downloads the folder that `sam build` would create. */
  downloadBuild(): void;
  /** Uploads all packages that the bucket does not have. */
  upload(): void;
  /** Updates the functions that have a name in AWS. */
  update(): void;
  /** Makes and downloads the template that `sam package` would write. */
  downloadTemplate(): void;
}
