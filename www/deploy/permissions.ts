/** What the extension may ask without CORS: AWS's hosts from the start, others once the user agrees. */

interface Permissions {
  request(wanted: { origins: string[] }): Promise<boolean>;
}

// Chromium says `chrome`; Firefox knows that name too. Pages that are no extension have no `permissions`.
declare const chrome: { permissions?: Permissions } | undefined;

/** Asks for the hosts of these addresses. Browsers let a page ask in a click only, before anything is waited for. */
export async function askForHosts(addresses: string[]): Promise<void> {
  const permissions = typeof chrome === "undefined" ? undefined : chrome?.permissions;
  if (!permissions) return;
  const origins = addresses.flatMap((address) => {
    if (!URL.canParse(address)) return [];
    const { protocol, hostname } = new URL(address);
    // A pattern's host has no port and fits them all.
    const isAws = protocol === "https:" && /\.amazonaws\.com(\.cn)?$/.test(hostname);
    return isAws || !protocol.startsWith("http") ? [] : [`${protocol}//${hostname}/*`];
  });
  // Who declines is left with what CORS allows: that is said where it fails.
  if (origins.length > 0) await permissions.request({ origins }).catch(() => false);
}
