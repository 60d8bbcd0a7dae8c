import { useEffect, useState } from "preact/hooks";

/** The value of one task ago, `null` at first. An expensive view that uses it does not delay the views beside it. */
export function useLater<Value>(value: Value): Value | null {
  const [later, setLater] = useState<Value | null>(null);
  useEffect(() => {
    const timer = setTimeout(setLater, 0, () => value);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
