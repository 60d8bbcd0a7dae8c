import { limitConcurrency } from "../common/limit-concurrency";

/**
 * Runs `work` on each item, at most `concurrency` at a time. After a failure no further item is started. The promise
 * rejects with the first failure, once everything that was started has ended.
 */
export async function forEachLimited<Item>(
  items: Item[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const limit = limitConcurrency(concurrency);
  let failure: { reason: unknown } | undefined;
  const run = async (item: Item) => {
    if (failure) return;
    try {
      await work(item);
    } catch (reason) {
      failure ??= { reason };
    }
  };
  await Promise.all(items.map((item) => limit(() => run(item))));
  if (failure) throw failure.reason;
}
