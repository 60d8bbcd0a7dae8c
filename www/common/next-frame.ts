/** Waits until what is drawn now is on the screen. A hidden page draws nothing, so there is nothing to wait for. */
export const nextFrame = () =>
  new Promise<void>((resolve) => {
    if (document.hidden) setTimeout(resolve);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
