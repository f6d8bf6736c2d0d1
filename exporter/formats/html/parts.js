// What the page is made of: its data, its words, elements, texts, chance, and numbers for people.
"use strict";

const DATA = JSON.parse(document.getElementById("data").textContent);
const QUIZ = JSON.parse(document.getElementById("source").textContent);
const SETTINGS = QUIZ.settings ?? {};

// A word of the page in its language; `{name}` in it stands for a value.
const say = (name, values = {}) => DATA.words[name].replace(/\{(\w+)\}/g, (_, each) => values[each]);

// An element with attributes, listeners (`onclick`) and children. Text is always text, never HTML.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(each => each !== null && each !== undefined));
  return element;
};
const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

// --- texts: they stand once on the page, as the sanitiser let them through, and are copied from there ---

const TEXTS = new Map();
for (const root of [document, ...[...document.querySelectorAll("template")].map(each => each.content)])
  for (const each of root.querySelectorAll("quiz-text")) TEXTS.set(each.getAttribute("key"), each);
const text = key => {
  const copy = TEXTS.get(key).cloneNode(true);
  copy.removeAttribute("id");
  return copy;
};
// What is read aloud where only plain text can stand: of a formula its LaTeX, of an image its text.
const plainly = key => {
  const copy = text(key);
  for (const each of copy.querySelectorAll("math")) each.replaceWith(each.querySelector("annotation")?.textContent ?? each.textContent);
  for (const each of copy.querySelectorAll("img")) each.replaceWith(each.alt);
  return copy.textContent.replace(/\s+/g, " ").trim();
};

// What is too wide for the page scrolls by itself, with the keyboard, too.
const boxed = (each, tag) => {
  if (each.parentElement.matches("[data-wide]")) return;
  const box = make(tag, { "data-wide": true });
  each.replaceWith(box);
  box.append(each);
};
const scrollable = root => {
  for (const each of root.querySelectorAll("quiz-text table, quiz-text pre, quiz-text math[display=block]")) boxed(each, "div");
};
const reachable = root => {
  for (const each of root.querySelectorAll("quiz-text math:not([display=block])")) {
    const room = each.closest("quiz-text").clientWidth;  // none where it is not shown
    if (room && each.getBoundingClientRect().width > room) boxed(each, "span");
  }
  for (const each of root.querySelectorAll("[data-wide]")) {
    const wide = each.scrollWidth > each.clientWidth;
    if (!wide) for (const name of ["tabindex", "role", "aria-label"]) each.removeAttribute(name);
    else { each.tabIndex = 0; each.setAttribute("role", "group"); each.setAttribute("aria-label", say("wide")); }
  }
};

// --- chance ---

const below = count => {
  const most = 2 ** 32 - 2 ** 32 % count;
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < most) return drawn % count;
  }
};
const shuffled = list => {
  const all = [...list];
  for (let last = all.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
};
const upTo = count => Array.from({ length: count }, (_, index) => index);
// The order of choices, of which the fixed ones keep their places.
const shuffledAround = isFixed => {
  const free = shuffled(upTo(isFixed.length).filter(index => !isFixed[index]));
  return isFixed.map((fixed, index) => fixed ? index : free.shift());
};

// --- numbers for people ---

const LOCALE = document.documentElement.lang;
const shownNumber = (value, digits = 2) => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: digits }).format(value);
const shownPoints = ratio => {
  const value = Score.toNumber(ratio);
  return value && Math.abs(value) < 0.01 ? new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 }).format(value) : shownNumber(value, 3);
};
const shownTime = seconds => {
  const all = Math.max(0, Math.round(seconds));
  const two = value => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return (hours ? `${hours}:${two(minutes)}` : minutes) + `:${two(all % 60)}`;
};
