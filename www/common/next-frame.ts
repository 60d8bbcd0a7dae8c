/** Waits until what is drawn now is on the screen. Nothing is drawn of a hidden page: there is no more to wait for. */
export const nextFrame = () =>
  new Promise<void>((resolve) => {
    if (document.hidden) setTimeout(resolve);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
