interface Browser {
  action: { onClicked: { addListener(listener: () => void): void } };
  runtime: { getURL(path: string): string };
  tabs: { create(tab: { url: string }): void };
}

// Chromium says `chrome`; Firefox says `browser` and knows `chrome` too.
declare const chrome: Browser;

chrome.action.onClicked.addListener(() => chrome.tabs.create({ url: chrome.runtime.getURL("index.html") }));
