/** The language of the page: the browser's language until the user chooses another. */

import type { PageState, PageStore } from "../state/page";
import { LANGUAGES, type Language, speak, t } from "../texts/language";
import type { LazyScripts } from "../ui/lazy-view";

/** The chosen language, otherwise the first of the browser's languages that the page has. */
export function initialLanguage({ language }: Pick<PageState, "language">, own = navigator.languages): Language {
  if (language) return language;
  // "de-AT" is German.
  const names = own.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return names.find((name): name is Language => name in LANGUAGES) ?? "en";
}

/** Fetches the texts of a language and switches the page to it. If they cannot be fetched, the language stays. */
export async function loadLanguage(parts: Pick<LazyScripts, "german">, language: Language): Promise<void> {
  try {
    speak(language === "en" ? null : (await parts.german()).translation);
  } catch {
    return;
  }
  document.documentElement.lang = language;
  document.title = t("wheelpress: AWS Lambda deployment packages for Python");
}

/** Switches to a language, and keeps it for the next visit. */
export async function chooseLanguage(
  store: PageStore,
  parts: Pick<LazyScripts, "german">,
  language: Language,
): Promise<void> {
  await loadLanguage(parts, language);
  store.dispatch({ type: "language", language });
}
