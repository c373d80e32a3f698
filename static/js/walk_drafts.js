/* Noting on the way when the network drops. Each point typed is first kept on this phone (IndexedDB, photo included)
   under a number made here, then sent; the portal writes it once, however often it is sent. What is kept belongs to the
   account that typed it: another account on the same phone neither reads nor sends it. Without this file, or where the
   browser keeps nothing, the page is a plain form. */
"use strict";

(() => {
  const form = document.getElementById("point");
  if (!form || !window.indexedDB || !window.crypto?.randomUUID) return;

  const ACCOUNT = form.dataset.account;
  const LONGEST_SIDE = 1600;
  const PATIENCE = 60000; // milliseconds for one point; also between two tries
  const UNFINISHED = `${ACCOUNT} ${location.pathname}`;
  const FIELDS = ["place_kind", "place", "problem", "owner"];
  const SAYS = {
    network: "Pas de réseau. Vos points sont gardés sur ce téléphone\u202f: ils partiront au retour du réseau.",
    signedOut: "Vous n’êtes plus connecté. Vos points sont gardés sur ce téléphone\u202f: reconnectez-vous pour les envoyer.",
    reload: "Le portail n’a pas accepté l’envoi. Rechargez cette page\u202f: vos points sont gardés.",
    down: "Le portail ne répond pas. Vos points sont gardés sur ce téléphone\u202f: réessayez plus tard.",
    gone: "Cette visite n’existe plus.",
    heavy: "Cette photo est trop lourde\u202f: choisissez-en une autre.",
    full: "Ce téléphone n’a plus de place pour garder ce point\u202f: attendez le réseau, puis enregistrez.",
    sure: "Effacer ce point pour toujours\u202f?",
  };
  const part = (id) => document.getElementById(id);

  // What this phone keeps ---------------------------------------------------------------------------------------------

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("proxinet-walks", 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("drafts", { keyPath: "key" }).createIndex("account", "account");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function inStore(mode, act) {
    const transaction = (await opened).transaction("drafts", mode);
    const request = act(transaction.objectStore("drafts"));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const keep = (draft) => inStore("readwrite", (store) => store.put(draft));
  const erase = (draft) => inStore("readwrite", (store) => store.delete(draft.key));
  async function kept() {
    const drafts = await inStore("readonly", (store) => store.index("account").getAll(ACCOUNT));
    return drafts.sort((one, other) => one.typedAt - other.typedAt);
  }

  // What the person sees ----------------------------------------------------------------------------------------------

  function points(count, one, several) {
    return count > 1 ? `${count}\u00a0points ${several}` : `${count}\u00a0point ${one}`;
  }

  async function show(trouble = "") {
    const drafts = await kept();
    const refused = drafts.filter((draft) => draft.refusal).length;
    const waiting = drafts.length - refused;
    const said = [];
    if (waiting) said.push(points(waiting, "en attente d’envoi", "en attente d’envoi"));
    if (refused) said.push(points(refused, "à corriger", "à corriger"));
    part("drafts").hidden = !drafts.length && !trouble;
    part("drafts-title").textContent = said.join(", ");
    part("drafts-trouble").textContent = trouble;
    part("drafts-trouble").hidden = !trouble;
    part("drafts-sign-in").hidden = trouble !== SAYS.signedOut;
    part("drafts-send").hidden = !waiting;
    part("drafts-list").replaceChildren(...drafts.map(row));
  }

  function row(draft) {
    const item = part("draft-row").content.cloneNode(true);
    const piece = (name) => item.querySelector(`[data-part=${name}]`);
    const elsewhere = draft.url === location.pathname ? "" : ` (${draft.walk})`;
    piece("title").textContent = `${draft.fields.place}\u202f: ${draft.fields.problem}${elsewhere}`;
    piece("photo").hidden = !draft.photo;
    piece("refusal").hidden = !draft.refusal;
    piece("sentence").textContent = draft.refusal || "";
    item.querySelector("[data-act=correct]").addEventListener("click", () => correct(draft));
    item.querySelector("[data-act=erase]").addEventListener("click", async () => {
      if (!window.confirm(SAYS.sure)) return;
      await erase(draft);
      await show();
    });
    return item;
  }

  function correct(draft) {
    if (draft.url !== location.pathname) return location.assign(draft.url);
    fill(draft.fields, draft.photoRefused ? null : draft.photo);
    form.elements.client_key.value = draft.key;
    form.elements.problem.focus();
  }

  function fill(fields, photo) {
    for (const name of FIELDS) form.elements[name].value = fields[name];
    const files = new DataTransfer();
    if (photo) files.items.add(new File([photo], photo.name || "photo.jpg", { type: photo.type }));
    form.elements.upload.files = files.files;
  }

  function addNoted(point) {
    const item = document.createElement("li");
    item.textContent = point.title;
    part("noted").append(item);
    part("nothing-noted").hidden = true;
  }

  // From the form to the phone ----------------------------------------------------------------------------------------

  async function lighter(photo) {
    // A photo of the field weighs megabytes: drawn smaller, it leaves sooner. What cannot be drawn is left to the portal.
    try {
      const image = await createImageBitmap(photo);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width * scale, image.height * scale].map(Math.round);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
      return drawn && drawn.size < photo.size ? drawn : photo;
    } catch {
      return photo;
    }
  }

  const typed = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const photo = () => form.elements.upload.files[0] || null;

  async function draftOfForm() {
    const corrected = (await kept()).find((draft) => draft.key === form.elements.client_key.value);
    return {
      key: corrected?.key || crypto.randomUUID(),
      account: ACCOUNT,
      url: location.pathname,
      walk: form.dataset.walk,
      typedAt: corrected?.typedAt || Date.now(),
      fields: typed(),
      photo: photo() && (await lighter(photo())),
    };
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    try {
      await keep(await draftOfForm());
    } catch {
      if (navigator.onLine) form.submit();
      else await show(SAYS.full);
      return;
    }
    clearTimeout(pause);
    await erase({ key: UNFINISHED });
    form.reset();
    form.elements.client_key.value = "";
    await show();
    window.scrollTo(0, 0);
    await send();
  });

  // A point half typed is found again after a reload too: a row without account, which is never sent.

  let pause;
  const keepUnfinished = () => keep({ key: UNFINISHED, fields: typed(), photo: photo() }).catch(() => {});

  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(keepUnfinished, 300);
  });

  async function fillUnfinished() {
    const unfinished = await inStore("readonly", (store) => store.get(UNFINISHED));
    if (unfinished && !FIELDS.some((name) => form.elements[name].value)) fill(unfinished.fields, unfinished.photo);
  }

  // From the phone to the portal --------------------------------------------------------------------------------------

  async function post(draft) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("account", draft.account);
    body.set("client_key", draft.key);
    for (const name of FIELDS) body.set(name, draft.fields[name]);
    if (draft.photo) body.set("upload", draft.photo, "photo.jpg");
    return fetch(draft.url, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  }

  /* The sentence to say when nothing more can be sent now; "" when this draft is dealt with. */
  async function settle(draft, response) {
    if (response.type === "opaqueredirect") return SAYS.signedOut;
    if (response.status === 403) return SAYS.reload;
    if (response.status === 409) return (await response.json()).errors.join(" ");
    if (response.status === 201) {
      await erase(draft);
      if (draft.url === location.pathname) addNoted(await response.json());
      return "";
    }
    if (response.status === 422) {
      const refused = await response.json();
      await keep({ ...draft, refusal: refused.errors.join(" "), photoRefused: refused.fields.includes("upload") });
      return "";
    }
    if (response.status === 404 || response.status === 413) {
      const isHeavy = response.status === 413;
      await keep({ ...draft, refusal: isHeavy ? SAYS.heavy : SAYS.gone, photoRefused: isHeavy });
      return "";
    }
    return SAYS.down;
  }

  let isSending = false;

  async function send() {
    if (isSending) return;
    isSending = true;
    let trouble = "";
    try {
      for (const draft of await kept()) {
        if (draft.refusal) continue;
        const response = await post(draft).catch(() => null);
        trouble = response ? await settle(draft, response) : SAYS.network;
        if (trouble) break;
      }
    } finally {
      isSending = false;
    }
    await show(trouble);
  }

  async function sendIfAnyWaits() {
    const drafts = await kept();
    if (drafts.some((draft) => !draft.refusal)) await send();
    else await show();
  }

  // The page opens again without network: the worker keeps it until someone signs out or in.

  async function openAgainOffline() {
    if (!navigator.serviceWorker || navigator.serviceWorker.controller) return;
    await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
    const pieces = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
    const worker = await navigator.serviceWorker.ready;
    worker.active.postMessage([location.pathname, ...[...pieces].map((piece) => piece.href || piece.src)]);
  }

  part("drafts-send").addEventListener("click", send);
  window.addEventListener("online", sendIfAnyWaits);
  window.addEventListener("pageshow", sendIfAnyWaits);
  window.setInterval(() => document.visibilityState === "visible" && sendIfAnyWaits(), PATIENCE);
  fillUnfinished();
  openAgainOffline().catch(() => {}); // a convenience: without it, only the reload needs the network
})();
