/** Runs `work` on each item, `width` at a time; after a fault nothing more is begun, and it is thrown. */
export async function inPool<Item>(items: Item[], width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: width }, worker));
  const fault = ended.find((one) => one.status === "rejected");
  if (fault) throw fault.reason;
}
