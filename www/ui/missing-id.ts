/** Where findings lead that are about a library that is missing: the heading of the card that gets it. */
export const MISSING_ID = "get-libraries";
