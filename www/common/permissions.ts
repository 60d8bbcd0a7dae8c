/** The browser extension asks for access to the hosts of a deploy when it starts: before, it has access to none. */

interface Permissions {
  request(wanted: { origins: string[] }): Promise<boolean>;
}

// Chromium's name; Firefox has it too. Only in an extension it has `permissions`.
declare const chrome: { permissions?: Permissions } | undefined;

/**
 * Asks the user for access to the hosts of these addresses, where the page is an extension. Browsers allow that only
 * while a click is handled, so nothing may be awaited before this call. What the user has agreed to is not asked again.
 * Does not reject.
 */
export async function requestHostPermissions(addresses: string[]): Promise<void> {
  const permissions = typeof chrome === "undefined" ? undefined : chrome?.permissions;
  if (!permissions) return;
  const origins = addresses.flatMap((address) => {
    if (!URL.canParse(address)) return [];
    const { protocol, hostname } = new URL(address);
    // A pattern has no port and matches them all.
    return protocol.startsWith("http") ? [`${protocol}//${hostname}/*`] : [];
  });
  // Without the permission CORS decides, and a refusal by CORS has its own message.
  if (origins.length > 0) await permissions.request({ origins: [...new Set(origins)] }).catch(() => false);
}
