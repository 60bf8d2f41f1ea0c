// Keeps the page as the case is: what changed is put in its place, so that focus, scroll position
// and what was unfolded stay. Without this script the page is whole; it is then loaded by hand.
"use strict";

const base = document.currentScript.src;
const body = document.body;
const news = document.getElementById("news");
const PAUSE = 700;

function say(text) {
  if (news.textContent !== text) news.textContent = text;
}

function clock() {
  return new Date().toTimeString().slice(0, 8);
}

// The place on the screen that must not move: what has the focus, else what is at the top.
function anchor() {
  const held = document.activeElement;
  if (held && held !== body && held.id) return held;
  for (const part of document.querySelectorAll("main [id]")) {
    if (part.getBoundingClientRect().top >= 0) return part;
  }
  return null;
}

// Put each part that differs in its place; the names of those that do.
function merge(fresh) {
  const changed = [];
  for (const now of document.querySelectorAll("[data-part]")) {
    const then = fresh.getElementById(now.id);
    if (!then) continue;
    for (const fold of now.querySelectorAll("details[open]")) {
      const same = fold.id && then.querySelector(`#${CSS.escape(fold.id)}`);
      if (same) same.open = true;
    }
    if (now.outerHTML.replace(/ class="fresh"/g, "") === then.outerHTML) continue;
    const known = new Set(Array.from(now.querySelectorAll("li[id]"), (item) => item.id));
    now.replaceWith(document.importNode(then, true));
    for (const item of document.getElementById(then.id).querySelectorAll("li[id]")) {
      if (!known.has(item.id) && !item.className.includes("fresh")) item.classList.add("fresh");
    }
    changed.push(then.id);
  }
  return changed;
}

// Where the focus was is gone with what was mended: it goes to the heading of that part.
function refocus(id, part) {
  if (!id) return;
  let held = document.getElementById(id);
  if (!held && part) {
    held = document.querySelector(`#${CSS.escape(part)} h2`);
    if (held) held.tabIndex = -1;
  }
  if (held && held !== document.activeElement) held.focus({preventScroll: true});
}

// The paper runs no script of its own; this page scrolls it back to where the reader was.
function renewPaper() {
  const frame = document.getElementById("paper");
  const at = frame.contentWindow.scrollY;
  const held = document.activeElement === frame;
  return new Promise((done) => {
    frame.addEventListener("load", () => {
      frame.contentWindow.scrollTo(0, at);
      if (held) frame.focus({preventScroll: true});
      done();
    }, {once: true});
    frame.contentWindow.location.reload();
  });
}

async function renew() {
  const answer = await fetch(location.href, {cache: "no-store"});
  if (answer.status === 404) {
    say("This document is not part of the case any more; what is shown is the last that was.");
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const held = document.activeElement === body ? null : document.activeElement;
  const id = held && held.id;
  const part = held && held.closest("[data-part]") && held.closest("[data-part]").id;
  const kept = anchor();
  const before = kept && [kept.id, kept.getBoundingClientRect().top];
  const changed = merge(fresh);
  body.dataset.version = fresh.body.dataset.version;
  document.title = fresh.title;
  refocus(id, part);
  const after = before && document.getElementById(before[0]);
  if (after) window.scrollBy(0, after.getBoundingClientRect().top - before[1]);
  if (fresh.body.dataset.paper !== body.dataset.paper) {
    body.dataset.paper = fresh.body.dataset.paper;
    await renewPaper();
    say(`The document changed; renewed at ${clock()}.`);
  }
  if (fresh.body.dataset.said) {
    const rest = changed.includes("documents") ? " The documents changed." : "";
    say(`Checked again at ${clock()}: ${fresh.body.dataset.said}.${rest}`);
  }
}

async function look() {
  try {
    const answer = await fetch(new URL("version", base), {cache: "no-store"});
    const now = await answer.json();
    if (String(now.version) !== body.dataset.version) await renew();
    else if (body.classList.contains("gone")) say("The command is running again.");
    body.classList.remove("gone");
  } catch (error) {
    if (!body.classList.contains("gone")) say("The command was ended: this page is not renewed any more.");
    body.classList.add("gone");
  }
  setTimeout(look, document.hidden ? 5 * PAUSE : PAUSE);
}

// What is focused inside the frame is not seen by the style sheet of the page around it.
const frame = document.getElementById("paper");
if (frame) {
  const mark = () => frame.classList.toggle("held", document.activeElement === frame);
  for (const event of ["blur", "focus", "focusin"]) window.addEventListener(event, () => setTimeout(mark));
}

// After a return from a document the focus is on the link that led to it.
const led = location.hash.startsWith("#d-") && document.getElementById(location.hash.slice(1));
if (led) led.focus();
setTimeout(look, PAUSE);
