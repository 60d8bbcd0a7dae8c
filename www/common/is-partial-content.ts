/**
 * Whether a response is the part that begins at `start`. Pages usually cannot read Content-Range of other origins
 * (Fetch, "CORS-safelisted"); then the status 206 decides.
 */
export function isPartialContent({ status, headers }: Response, start: number): boolean {
  return status === 206 && (headers.get("Content-Range") ?? `bytes ${start}-`).startsWith(`bytes ${start}-`);
}
