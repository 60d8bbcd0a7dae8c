/** The toolbar button and the context menu of links. Both open the page, and pass their input in its address. */

import { consoleFunction } from "./console-page";

interface Event<Arguments extends unknown[]> {
  addListener(listener: (...args: Arguments) => void): void;
}

interface Browser {
  action: { onClicked: Event<[tab: { url?: string }]> };
  contextMenus: {
    create(item: { id: string; title: string; contexts: string[]; targetUrlPatterns: string[] }): void;
    onClicked: Event<[info: { linkUrl?: string }]>;
  };
  i18n: { getMessage(name: string): string };
  permissions: { request(wanted: { origins: string[] }): Promise<boolean> };
  runtime: { getURL(path: string): string; onInstalled: Event<[]> };
  tabs: { create(tab: { url: string }): void };
}

// Chromium's name is `chrome`; Firefox's is `browser`, but it supports `chrome` too.
declare const chrome: Browser;

const open = (about: Record<string, string>) => {
  const hash = new URLSearchParams(about).toString();
  chrome.tabs.create({ url: chrome.runtime.getURL(`index.html${hash && `#${hash}`}`) });
};

// The click lets the extension read the address of this page only (activeTab).
chrome.action.onClicked.addListener(({ url = "" }) => open({ ...consoleFunction(url) }));

chrome.runtime.onInstalled.addListener(() =>
  chrome.contextMenus.create({
    id: "add",
    title: chrome.i18n.getMessage("add"),
    contexts: ["link"],
    targetUrlPatterns: ["whl", "zip"].flatMap((end) => [`*://*/*.${end}`, `*://*/*.${end}?*`, `*://*/*.${end}#*`]),
  }),
);

chrome.contextMenus.onClicked.addListener(({ linkUrl = "" }) => {
  if (!URL.canParse(linkUrl)) return;
  const { protocol, hostname } = new URL(linkUrl);
  // Without the permission, the page shows what to do instead.
  const asked = chrome.permissions.request({ origins: [`${protocol}//${hostname}/*`] });
  void asked.catch(() => false).then(() => open({ add: linkUrl }));
});
