import { plural, t } from "../texts/language";

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
  if (isHeldBack(asked)) return plural(errors, "Fix {count} error first", "Fix {count} errors first");
  if (isRepair && changes === 0) {
    return errors > 0 ? plural(errors, "Repair with {count} error", "Repair with {count} errors") : t("Repair");
  }
  if (errors > 0) return plural(errors, "Press with {count} error", "Press with {count} errors");
  return isRepair ? plural(changes, "Press with {count} change", "Press with {count} changes") : t("Press");
}
