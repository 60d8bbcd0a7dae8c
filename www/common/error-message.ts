/** The message of any caught value; for an error without a message, its name. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
