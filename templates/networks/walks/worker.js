/* Keeps the page to note on the way, and what it is drawn with, so that it opens again without network. What is kept goes
   as soon as someone signs out or in, or the portal no longer knows who asks: the next person finds nothing. */
"use strict";

const KEPT = "proxinet-walks";
const PAGE = /^\/visites\/\d+\/sur-place\/$/;
const PIECES = "{{ static_url }}";
const DOORS = /^\/(compte|administration)\//;
const PATIENCE = 10000; // milliseconds before the page kept is shown instead

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) =>
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(event.data))),
);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (DOORS.test(pathname)) event.waitUntil(caches.delete(KEPT));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(freshOrKept(event, pathname));
  else if (pathname.startsWith(PIECES)) event.respondWith(freshOrKept(event, request.url));
});

async function freshOrKept(event, name) {
  const cache = await caches.open(KEPT);
  try {
    const fresh = await withPatience(fetch(event.request), await cache.match(name));
    if (fresh.ok && !fresh.redirected) event.waitUntil(cache.put(name, fresh.clone()));
    else if (event.request.mode === "navigate") event.waitUntil(caches.delete(KEPT));
    return fresh;
  } catch {
    return (await cache.match(name)) || Response.error();
  }
}

/* The answer; where something is kept, a failure when it does not come in time. */
function withPatience(answer, kept) {
  if (!kept) return answer;
  const late = new Promise((resolve, reject) => setTimeout(reject, PATIENCE, new Error("late")));
  return Promise.race([answer, late]);
}
