/** Waits for the next task: what was asked of the browser meanwhile, such as drawing, comes first. */
export const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));
