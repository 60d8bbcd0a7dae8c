import { formatNoun } from "./format";

interface Asked {
  /** Only an existing package was dropped: pressing it again repairs it. */
  isRepair: boolean;
  /** How many of the files of that package the user has changed. */
  changes: number;
  /** How many errors there are. */
  errors: number;
  /** Whether it is pressed although there are. */
  allowErrors: boolean;
}

/** Whether errors have to be corrected before anything can be pressed. */
export function isHeldBack({ errors, allowErrors }: Pick<Asked, "errors" | "allowErrors">): boolean {
  return errors > 0 && !allowErrors;
}

/** What the button that presses says it will do. */
export function pressLabel(asked: Asked): string {
  const { isRepair, changes, errors } = asked;
  const count = formatNoun(errors, "error");
  if (isHeldBack(asked)) return `Fix ${count} first`;
  const isOnlyRepair = isRepair && changes === 0;
  const verb = isOnlyRepair ? "Repair" : "Press";
  if (errors > 0) return `${verb} with ${count}`;
  return isRepair && !isOnlyRepair ? `Press with ${formatNoun(changes, "change")}` : verb;
}
