/**
 * The id of the field with a label. Each label is on the card only once. Preact's `useId` cannot be used here: it gives
 * an element that appears later the id of another element.
 */
export const fieldId = (label: string): string => `deploy-${label.toLowerCase().replace(/\W+/g, "-")}`;
