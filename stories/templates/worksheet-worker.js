/** Keeps the worksheet and the library for when there is no connection. */
const LIBRARY = new URL('../dist/', location.href).href;
const NAME = 'worksheet 1'; // another version of the page or the library: another name
const PAGES = ['worksheet.html'];
const isNeeded = (file) =>
  /\.js$/.test(file) && !/modules|standalone|static|wasm|tensorflow/.test(file);

addEventListener('install', (event) => event.waitUntil(fill()));
addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
addEventListener('fetch', (event) => {
  if (event.request.method === 'GET') event.respondWith(answer(event.request));
});

async function fill() {
  const list = await fetch(`${LIBRARY}integrity.json`, { cache: 'no-cache' });
  const files = Object.entries(await list.json()).filter(([file]) => isNeeded(file));
  const requests = files.map(
    ([file, integrity]) => new Request(LIBRARY + file, { integrity, cache: 'no-cache' }),
  );
  const cache = await caches.open(NAME);
  await cache.addAll([...requests, ...PAGES]);
}

async function tidy() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith('worksheet ') && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept && request.url.startsWith(LIBRARY)) return kept;
  try {
    const fresh = await fetch(request);
    if (kept && fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
