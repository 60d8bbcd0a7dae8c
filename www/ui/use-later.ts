import { useEffect, useState } from "preact/hooks";

/** A value as it was a task ago, `null` at first: what is costly to draw does not hold up what is drawn beside it. */
export function useLater<Value>(value: Value): Value | null {
  const [later, setLater] = useState<Value | null>(null);
  useEffect(() => {
    const timer = setTimeout(setLater, 0, () => value);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
