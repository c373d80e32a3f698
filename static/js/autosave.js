/* Saving as one types. What is typed is first kept in this browser (localStorage, under the account that typed it), then
   sent; it is erased here once the portal has it. A form says which version of the text its writer saw: when someone
   else wrote there meanwhile, nothing is sent again before the person has read both and pressed the button. Without
   this file, each form is saved by its button. */
"use strict";

(() => {
  const PAUSE = 1500; // milliseconds after the last key
  const RETRY = 15000;
  const NONE_SEEN = 0;
  const SAYS = {
    typing: "Pas encore enregistré.",
    saving: "J’enregistre…",
    network: "Pas de réseau\u202f: gardé dans ce navigateur.",
    signedOut: "Vous n’êtes plus connecté\u202f: gardé dans ce navigateur. Reconnectez-vous, puis revenez ici.",
    refused: "Le portail n’a pas accepté l’envoi\u202f: gardé dans ce navigateur. Rechargez la page.",
    found: "Texte retrouvé dans ce navigateur\u202f: il n’était pas encore enregistré.",
    theirs: "Quelqu’un d’autre a écrit ici. Votre texte est gardé dans ce navigateur\u202f: relisez, puis enregistrez.",
  };

  const noStorage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  const storage = (() => {
    try {
      localStorage.setItem("proxinet-draft-try", "1");
      localStorage.removeItem("proxinet-draft-try");
      return localStorage;
    } catch {
      return noStorage; // forbidden or full: texts are still sent as they are typed
    }
  })();

  class Autosaved {
    constructor(form) {
      this.form = form;
      this.key = `proxinet-draft ${form.dataset.account} ${form.getAttribute("action") || location.pathname}`;
      this.saved = this.texts((field) => field.defaultValue);
      this.timer = this.sending = null;
      this.isAsked = false;
      this.isPaused = Boolean(this.part("theirs").firstElementChild);
      form.addEventListener("input", () => this.changed());
      form.addEventListener("focusout", () => this.send());
      form.addEventListener("submit", (event) => this.submitted(event));
      if (!this.isPaused) this.findDraft();
      this.count();
    }

    part(name) {
      return this.form.querySelector(`[data-${name}]`);
    }

    say(sentence) {
      const status = this.part("status");
      if (status.textContent !== sentence) status.textContent = sentence;
    }

    get version() {
      return this.form.elements.version;
    }

    get fields() {
      return [...this.form.querySelectorAll("textarea, input[type=text]")];
    }

    texts(of) {
      const clean = (text) => text.trim().replaceAll("\r\n", "\n");
      return JSON.stringify(this.fields.map((field) => [field.name, clean(of(field))]));
    }

    typed() {
      return this.texts((field) => field.value);
    }

    get isDirty() {
      return this.typed() !== this.saved;
    }

    count() {
      const words = this.part("words");
      const text = this.form.querySelector("textarea");
      if (words && text) words.textContent = text.value.split(/\s+/).filter(Boolean).length;
    }

    // What this browser keeps -----------------------------------------------------------------------------------------

    keep() {
      try {
        const version = this.isPaused ? NONE_SEEN : this.version.value; // so that a reload shows both texts again
        storage.setItem(this.key, JSON.stringify({ values: this.typed(), version }));
      } catch {
        /* no room left: the text is still in the page, and sent as usual */
      }
    }

    findDraft() {
      let draft = null;
      try {
        draft = JSON.parse(storage.getItem(this.key));
      } catch {
        /* not ours */
      }
      if (!draft || draft.values === this.saved) return storage.removeItem(this.key);
      for (const [name, value] of JSON.parse(draft.values)) this.fill(name, value);
      this.version.value = draft.version;
      this.say(SAYS.found);
      this.later(0);
    }

    fill(name, value) {
      const field = this.fields.find((each) => each.name === name);
      if (field) field.value = value;
    }

    // Sending -----------------------------------------------------------------------------------------------------------

    changed() {
      this.count();
      this.keep();
      if (this.isPaused) return;
      this.say(SAYS.typing);
      this.later(PAUSE);
    }

    later(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), milliseconds);
    }

    submitted(event) {
      event.preventDefault();
      this.isPaused = false;
      this.send({ asked: true });
    }

    async send({ asked = false, keepalive = false } = {}) {
      clearTimeout(this.timer);
      if (this.sending) this.isAsked ||= asked; // the button was pressed while the text was on its way
      if (this.sending || this.isPaused || !(asked || this.isDirty)) return;
      const typed = this.typed();
      this.say(SAYS.saving);
      this.sending = this.post(keepalive);
      try {
        await this.answered(await this.sending, typed, asked);
      } catch {
        this.say(SAYS.network);
        this.later(RETRY);
      } finally {
        this.sending = null;
      }
      if (!this.isAsked) return;
      this.isAsked = false;
      this.send({ asked: true });
    }

    post(keepalive) {
      return fetch(this.form.getAttribute("action") || location.pathname, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Requested-With": "autosave" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive,
      });
    }

    async answered(response, typed, asked) {
      if (response.type === "opaqueredirect") return this.say(SAYS.signedOut);
      if (response.status === 502 || response.status === 503 || response.status === 504) throw new Error("down");
      if (![200, 409, 422].includes(response.status)) return this.say(SAYS.refused);
      const answer = await response.json();
      if (response.status === 422) return this.say(answer.sentence);
      if (response.status === 409) return this.overtaken(answer);
      this.version.value = answer.version;
      this.saved = typed;
      this.part("theirs").replaceChildren();
      if (this.isDirty) {
        this.keep();
        return this.later(PAUSE);
      }
      storage.removeItem(this.key);
      this.say(`Enregistré à ${answer.at}.`);
      if (asked && this.form.dataset.done) location.assign(this.form.dataset.done);
    }

    overtaken(answer) {
      this.isPaused = true;
      this.keep();
      this.version.value = answer.version;
      this.part("theirs").innerHTML = answer.theirs;
      this.say(SAYS.theirs);
    }
  }

  const all = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Autosaved(form));
  addEventListener("online", () => all.forEach((each) => each.send()));
  addEventListener("pagehide", () => all.forEach((each) => each.send({ keepalive: true })));
})();
