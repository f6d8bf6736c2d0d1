// Searching and filtering the catalogue. Every word that is looked for must stand somewhere in a quiz.
"use strict";

const { found, quizzes } = JSON.parse(document.getElementById("data").textContent);
const entries = [...document.querySelectorAll(".entry")];
const form = document.getElementById("filters");
const value = id => document.getElementById(id)?.value ?? "";

// Without case, accents and other marks, as the texts are.
const folded = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().toLowerCase().replaceAll("ς", "σ");

const filter = () => {
  const words = folded(value("search")).split(/\s+/).filter(Boolean);
  const [tag, level] = [value("tag"), value("level")];
  let count = 0;
  quizzes.forEach((quiz, index) => {
    const fits = words.every(word => quiz.text.includes(word)) && (!tag || quiz.tags.includes(tag)) && (!level || quiz.level === level);
    entries[index].hidden = !fits;
    count += fits;
  });
  document.getElementById("count").textContent = found.replace("{count}", count).replace("{of}", quizzes.length);
  document.getElementById("nothing").hidden = count > 0;
};
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
addEventListener("pageshow", filter);  // a browser that goes back fills the form again, without a word
filter();
