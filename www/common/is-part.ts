/** Whether an answer is the part that begins there. Pages mostly may not read where it does (Fetch, "CORS-safelisted"). */
export function isPart({ status, headers }: Response, start: number): boolean {
  return status === 206 && (headers.get("Content-Range") ?? `bytes ${start}-`).startsWith(`bytes ${start}-`);
}
