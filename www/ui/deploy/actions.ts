import type { Form } from "../../deploy-state";

/** What a user can do with a pressed package. The composition root supplies it. */
export interface DeployActions {
  form(change: Partial<Form>): void;
  /** The text is taken over and not kept. */
  unlock(text: string, profile?: string): void;
  unlockFields(id: string, secret: string, token: string): void;
  lock(): void;
  start(): void;
  /** Only what failed. */
  retry(): void;
  cancel(): void;
  share(): void;
  kit(): void;
  invoke(): void;
}
