/** Waits for the next task, so that pending work of the browser, such as drawing, comes first. */
export const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));
