import { plural, t } from "../texts/language";

interface Asked {
  /** Whether only an existing package was dropped: pressing it again repairs it. */
  isRepair: boolean;
  /** The number of files of that package that the user has changed. */
  changes: number;
  /** The number of errors. */
  errors: number;
  /** Whether to press even if there are errors. */
  allowErrors: boolean;
}

/** Whether errors have to be corrected before pressing. */
export function isHeldBack({ errors, allowErrors }: Pick<Asked, "errors" | "allowErrors">): boolean {
  return errors > 0 && !allowErrors;
}

/** The label of the button that presses. */
export function pressLabel(asked: Asked): string {
  const { isRepair, changes, errors } = asked;
  if (isHeldBack(asked)) return plural(errors, "Fix {count} error first", "Fix {count} errors first");
  if (isRepair && changes === 0) {
    return errors > 0 ? plural(errors, "Repair with {count} error", "Repair with {count} errors") : t("Repair");
  }
  if (errors > 0) return plural(errors, "Press with {count} error", "Press with {count} errors");
  return isRepair ? plural(changes, "Press with {count} change", "Press with {count} changes") : t("Press");
}
