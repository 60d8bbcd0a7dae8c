/** What a caught value says, whatever was thrown; of an error without a message, its name. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
