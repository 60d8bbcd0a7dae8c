/** Milliseconds that a cancellation waits for an answer that shows what is left in the bucket. */
export const ANSWER_TIMEOUT = 10_000;

/** A signal that is aborted `ANSWER_TIMEOUT` after `signal`. */
export function delayedSignal(signal: AbortSignal): AbortSignal {
  const delayed = new AbortController();
  const follow = () => setTimeout(() => delayed.abort(signal.reason), ANSWER_TIMEOUT);
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return delayed.signal;
}
