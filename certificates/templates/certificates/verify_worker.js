// Lets a phone that has opened this page once prove a certificate without a connection.
// It keeps the pages, files and keys named here, and never an answer of the register.
const KEPT = {{ kept|safe }};
const PREFIX = "takwin-verify-";
const CACHE = PREFIX + KEPT.version;
const LANGUAGE = "/v/language";
// Beyond this, a connection that brings nothing counts as none.
const PATIENCE = 15000;

self.addEventListener("install", (event) => {
  const fresh = [...Object.values(KEPT.pages), KEPT.keys].map(
    (address) => new Request(address, { cache: "reload" }),
  );
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...fresh, ...KEPT.files]);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname === KEPT.keys) event.respondWith(keys(request));
  else if (KEPT.files.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => kept(pathname)));
  }
});

async function page(request) {
  try {
    const response = await Promise.race([fetch(request), refuseAfter(PATIENCE)]);
    const language = response.headers.get("Content-Language");
    if (language in KEPT.pages) (await caches.open(CACHE)).put(LANGUAGE, new Response(language));
    return response;
  } catch {
    const asked = await (await kept(LANGUAGE))?.text();
    const own = self.navigator.language.slice(0, 2);
    return kept(KEPT.pages[asked] ?? KEPT.pages[own] ?? KEPT.pages[KEPT.language]);
  }
}

async function keys(request) {
  try {
    const response = await fetch(request);
    if (response.ok) (await caches.open(CACHE)).put(KEPT.keys, response.clone());
    return response;
  } catch {
    return kept(KEPT.keys);
  }
}

async function kept(address) {
  return (await caches.open(CACHE)).match(address, { ignoreVary: true });
}

function refuseAfter(milliseconds) {
  return new Promise((_, refuse) => setTimeout(refuse, milliseconds, new Error("no answer")));
}
