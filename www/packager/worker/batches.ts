/** Work on many things, some at a time. */

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs `work` on each element, at most `atOnce` at a time. */
export async function each<T>(list: T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < list.length) await work(list[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, run));
}

export function batches<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
