/**
 * Host permissions of the browser extension. It asks for access to hosts when a deploy starts; before that, it has
 * access to none.
 */

interface Permissions {
  request(wanted: { origins: string[] }): Promise<boolean>;
}

// Chromium's name, which Firefox also supports. It has `permissions` only in an extension.
declare const chrome: { permissions?: Permissions } | undefined;

/**
 * Asks the user for access to the hosts of these addresses, if the page is an extension. Browsers allow this only while
 * a click is handled, so nothing may be awaited before this call. What the user has already allowed is not asked again.
 * Does not reject.
 */
export async function requestHostPermissions(addresses: string[]): Promise<void> {
  const permissions = typeof chrome === "undefined" ? undefined : chrome?.permissions;
  if (!permissions) return;
  const origins = addresses.flatMap((address) => {
    if (!URL.canParse(address)) return [];
    const { protocol, hostname } = new URL(address);
    // A pattern without a port matches all ports.
    return protocol.startsWith("http") ? [`${protocol}//${hostname}/*`] : [];
  });
  // Without the permission, CORS decides; a refusal by CORS has its own message.
  if (origins.length > 0) await permissions.request({ origins: [...new Set(origins)] }).catch(() => false);
}
