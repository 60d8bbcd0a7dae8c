import { formatNoun } from "./format";

interface Asked {
  /** Only an existing package was dropped: pressing it again repairs it. */
  isRepair: boolean;
  /** How many errors there are. */
  errors: number;
  /** Whether it is pressed although there are. */
  allowErrors: boolean;
}

/** Whether errors have to be corrected before anything can be pressed. */
export function isHeldBack({ errors, allowErrors }: Omit<Asked, "isRepair">): boolean {
  return errors > 0 && !allowErrors;
}

/** What the button that presses says it will do. */
export function pressLabel(asked: Asked): string {
  const { isRepair, errors } = asked;
  const count = formatNoun(errors, "error");
  if (isHeldBack(asked)) return `Fix ${count} first`;
  const verb = isRepair ? "Repair" : "Press";
  return errors > 0 ? `${verb} with ${count}` : verb;
}
