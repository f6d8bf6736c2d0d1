// Taking the quiz: the start, the questions, the result. What happens is written into the attempt (`run`), from which a reload goes on.
"use strict";

const STAGE = document.getElementById("quiz");
const REFERENCE = document.getElementById("reference");
const LIVE = document.getElementById("live");
const announce = words => { LIVE.textContent = ""; setTimeout(() => { LIVE.textContent = words; }, 50); };

let cards = [];     // of the attempt on the page, one a step, made when they are needed
let numbers = [];   // of its questions, by step; texts have none
let view = {};      // the parts of the page that change while questions are answered
let clock = null;

const show = (stage, ...nodes) => {
  clearInterval(clock);
  document.body.dataset.stage = stage;
  if (REFERENCE) REFERENCE.hidden = stage === "questions";
  STAGE.replaceChildren(...nodes);
  scrollable(STAGE);
  reachable(STAGE);
};
const numbered = () => {
  let last = 0;
  numbers = run.steps.map(each => isText(each) ? null : ++last);
  cards = [];
};

// --- one question ---

const titleOf = index => {
  const { title } = QUESTIONS[run.steps[index].number];
  const number = numbers[index];
  if (number === null) return title ?? say("text");
  return title ? `${number}. ${title}` : say("question", { number });
};
const cardAt = index => {
  if (!cards[index]) {
    cards[index] = card(run.steps[index], index);
    if (run.steps[index].checked) cards[index].judge();
  }
  return cards[index];
};
const card = (step, index, level = "h3") => {
  const question = QUESTIONS[step.number];
  const id = `q${index}`;
  const heading = make(level, { id: `${id}-title`, tabindex: "-1" }, titleOf(index));
  const prompt = make("div", { id: `${id}-prompt`, class: "prompt" }, text(question.prompt));
  const node = make("article", { class: "card", "data-number": step.number, "data-id": question.id, "aria-labelledby": heading.id }, heading);
  if (isText(step)) {
    node.append(prompt);
    return { node, heading, judge() {} };
  }
  if (!SURVEY) node.append(make("p", { class: "worth" }, say("points", { points: shownPoints(Score.decimal(step.points)) })));
  const verdict = make("div", { class: "verdict", tabindex: "-1" });
  const place = {
    question, id, prompt,
    key: DATA.answers ? DATA.key[step.number] : null,
    template: DATA.templates[step.number],
    labelled: `${id}-title ${id}-prompt`,
    order: (name, draw) => step.orders[name] ??= draw(),
    changed: () => { step.said = control.get(); store(); progress(); },
  };
  const control = CONTROLS[question.type](place);
  control.set(step.said);
  node.append(prompt, control.node);
  if (question.hints && !step.checked) node.append(hints(question.hints, step));
  node.append(verdict);
  let isJudged = false;
  const judge = () => {
    if (isJudged) return;
    isJudged = true;
    const outcome = judged(step);
    node.dataset.state = outcome.state;
    node.querySelector(".hints button")?.remove();
    control.judge(REVEALS, outcome);
    verdict.append(...verdictOf(step, outcome));
  };
  return { node, heading, verdict, judge, clear: () => { control.set(null); place.changed(); } };
};
const hints = (keys, step) => {
  const list = make("ol", { class: "hint-list" });
  const fill = () => list.replaceChildren(...keys.slice(0, step.hints).map(each => make("li", { tabindex: "-1" }, text(each))));
  const more = button(say(step.hints ? "moreHint" : "hint"), () => {
    step.hints += 1;
    fill();
    more.textContent = say("moreHint");
    if (step.hints >= keys.length) {
      more.hidden = true;
      list.lastChild.focus();
    }
    store();
  }, { class: "quiet", hidden: step.hints >= keys.length });
  fill();
  return make("div", { class: "hints", "aria-live": "polite" }, list, more);
};
const verdictOf = (step, { state, points }) => {
  const question = QUESTIONS[step.number];
  if (isManual(step)) return [make("p", { class: "outcome" }, make("strong", {}, say(state === "skipped" ? state : "byPerson"))), explained(question)];
  const value = say("earned", { points: shownPoints(points), of: shownPoints(Score.decimal(step.points)) });
  const feedback = question.feedback?.[state === "right" ? "correct" : "incorrect"];
  return [
    make("p", { class: `outcome ${state}` }, make("strong", {}, say(state)), ` ${value}`),
    feedback ? make("div", { class: "note general" }, text(feedback)) : "",
    explained(question),
  ];
};
const explained = ({ explanation }) => explanation
  ? make("div", { class: "explanation" }, make("p", { class: "label" }, say("explanation")), text(explanation))
  : "";

// --- the start ---

const option = (type, id, words, attributes = {}) =>
  make("div", { class: "option" }, make("input", { type, id, ...attributes }), make("label", { for: id }, words));

const startPage = focuses => {
  const heading = make("h2", { tabindex: "-1" }, say("takeQuiz"));
  const left = MOST - attempts.length;
  const parts = [heading, ...keptScore(1)];
  if (left > 0) parts.push(startForm());
  if (left > 0 && MOST !== Infinity) parts.push(make("p", { class: "hint" }, say("attemptsLeft", { left, of: MOST })));
  if (left <= 0) parts.push(make("p", {}, say("noAttempts")));
  if (run?.finished) parts.push(make("p", {}, button(say("lastResult"), () => result(), { class: "quiet" })));
  show("start", ...parts);
  if (focuses) heading.focus();
};
const startForm = () => {
  let checksNow = SETTINGS.purpose === "practice", timed = true;
  const form = make("div", { class: "start" });
  if (MARKED && SETTINGS.purpose !== "graded") {
    const choice = (value, words) => option("radio", `when-${value}`, words, { name: "when", checked: value === checksNow, onchange: () => { checksNow = value; } });
    form.append(make("fieldset", {}, make("legend", {}, say("when")), choice(true, say("checkEach")), choice(false, say("checkEnd"))));
  }
  if (SECONDS && SETTINGS.purpose === "practice")
    form.append(option("checkbox", "untimed", say("untimed"), { onchange: event => { timed = !event.target.checked; } }));
  form.append(button(say(attempts.length ? "again" : "start"), () => { beginAttempt(checksNow, timed); questions(true); }, { class: "main" }));
  return form;
};

// --- the questions ---

const isPending = step => run.now && !step.checked && isAsked(step);
const finishButton = kind => button(say("finish"), ask, { class: kind });

const questions = focuses => {
  numbered();
  const asked = run.steps.filter(isAsked).length;
  view = {
    bar: asked ? make("progress", { max: asked, value: 0, "aria-label": say("progress") }) : null,
    counted: make("span", { class: "counted" }),
    time: make("span", { class: "time", role: "timer", hidden: !run.ends }),
    list: make("ol", { class: "steps", "aria-label": say("questions") }),
    body: make("div", { class: "body" }),
    controls: make("div", { class: "controls" }),
    asked,
  };
  view.top = make("div", { class: "bar" }, view.bar, view.counted, view.time);
  const heading = make("h2", { tabindex: "-1", class: ONE_BY_ONE ? "unseen" : null }, say("questions"));
  show("questions", heading, view.top, ...(ONE_BY_ONE && GOES_BACK && run.steps.length > 1 ? [jumps()] : []), view.body, view.controls);
  if (ONE_BY_ONE) renderStep();
  else renderAll();
  progress();
  if (run.ends) startClock();
  if (focuses && run.finished === null) (ONE_BY_ONE ? cardAt(run.at).heading : heading).focus();
};
// A way to each question: a row of numbers, or a list where that would be too long.
const jumps = () => {
  if (run.steps.length > MANY) {
    const select = make("select", { "aria-label": say("questions"), onchange: () => go(Number(select.value)) },
      ...run.steps.map((_, index) => make("option", { value: index }, titleOf(index))));
    view.select = select;
    return make("p", {}, select);
  }
  run.steps.forEach((step, index) => {
    view.list.append(make("li", {}, button(isText(step) ? "¶" : String(numbers[index]), () => go(index))));
    labelled(index);
  });
  return view.list;
};
const labelled = index => {
  const step = run.steps[index], jump = view.list.children[index].firstChild;
  const state = step.checked ? judged(step).state : step.said !== null ? "said" : "";
  jump.dataset.state = state;
  jump.setAttribute("aria-label", [titleOf(index), state ? say(state) : ""].filter(Boolean).join(", "));
};
const progress = () => {
  const done = run.steps.filter(each => isAsked(each) && (each.checked || (each.said !== null && !run.now))).length;
  if (view.bar) {
    view.bar.value = done;
    view.counted.textContent = say("answered", { done, of: view.asked });
  }
  if (!keeps && !view.warning) view.top.append(view.warning = make("span", { class: "hint", role: "status" }, say("notKept")));
  if (view.select) view.select.value = run.at;
  if (!view.list.children.length) return;
  labelled(run.at);
  view.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  view.list.children[run.at].firstChild.setAttribute("aria-current", "step");
};
const go = index => {
  run.at = index;
  store();
  renderStep();
  progress();
  cardAt(index).heading.focus();
  view.top.scrollIntoView({ block: "nearest" });
};
const renderStep = () => {
  const index = run.at, step = run.steps[index], isLast = index === run.steps.length - 1, pending = isPending(step);
  view.body.replaceChildren(...contextOf(index), cardAt(index).node);
  view.controls.replaceChildren(
    ...(GOES_BACK && index > 0 ? [button(say("previous"), () => go(index - 1))] : []),
    ...(isAsked(step) && !step.checked ? [button(say("clear"), () => cardAt(index).clear(), { class: "quiet" })] : []),
    make("span", { class: "gap" }),
    ...(pending ? [button(say("check"), () => checkStep(index), { class: "main" })] : isLast ? [] : [button(say("next"), () => go(index + 1), { class: "main" })]),
    ...(isLast && !pending ? [finishButton("main")] : GOES_BACK ? [finishButton("quiet")] : []),
  );
  scrollable(view.body);
  reachable(view.body);
};
const renderAll = () => {
  run.steps.forEach((step, index) => {
    view.body.append(...headingOf(index), cardAt(index).node);
    if (isPending(step)) cardAt(index).node.append(button(say("check"), event => { event.target.remove(); checkStep(index); }, { class: "main" }));
  });
  view.controls.append(make("span", { class: "gap" }), finishButton("main"));
  scrollable(view.body);
  reachable(view.body);
};
const checkStep = index => {
  run.steps[index].checked = true;
  store();
  cardAt(index).judge();
  const { verdict, node } = cardAt(index);
  if (ONE_BY_ONE) renderStep();
  else { scrollable(node); reachable(node); }
  progress();
  announce(verdict.textContent);
  (ONE_BY_ONE ? view.controls.querySelector(".main") : verdict).focus();
};
const ask = () => {
  const open = run.steps.filter(each => isAsked(each) && each.said === null).length;
  if (!open) { finish(false); return; }
  const dialog = make("dialog", { "aria-labelledby": "ask" }, make("p", { id: "ask" }, say("unanswered", { count: open })),
    make("div", { class: "controls" }, button(say("goOn"), () => dialog.close()),
      button(say("finishAnyway"), () => { dialog.close(); finish(false); }, { class: "main" })));
  dialog.addEventListener("close", () => dialog.remove());
  STAGE.append(dialog);
  dialog.showModal();
};
const startClock = () => {
  const alarms = [300, 60].filter(each => each * 1000 < run.ends - Date.now());
  const tick = () => {
    const left = (run.ends - Date.now()) / 1000;
    view.time.textContent = say("timeLeft", { time: shownTime(left) });
    view.time.dataset.short = String(left < 60);
    if (alarms.length && left <= alarms[0]) announce(say("timeLeft", { time: shownTime(alarms.shift()) }));
    if (left <= 0) finish(true);
  };
  clock = setInterval(tick, 500);
  tick();
};

// What is read before a question: the heading of its section, and the last text before it.
const headingOf = index => {
  const { section } = run.steps[index];
  return section === null || (index > 0 && run.steps[index - 1].section === section) ? [] : [sectionHead(section)];
};
const sectionHead = id => {
  const { title, description } = SECTIONS.get(id);
  return make("div", { class: "section" }, title ? make("p", { class: "label" }, title) : "", description ? text(description) : "");
};
const contextOf = index => {
  const step = run.steps[index];
  const parts = step.section === null ? [] : [sectionHead(step.section)];
  if (isText(step)) return parts;
  for (let before = index - 1; before >= 0 && run.steps[before].section === step.section; before--) {
    if (!isText(run.steps[before])) continue;
    const { prompt } = QUESTIONS[run.steps[before].number];
    return [...parts, make("details", { class: "context" }, make("summary", {}, titleOf(before)), text(prompt))];
  }
  return parts;
};

// --- the result ---

const finish = late => {
  finishAttempt(late);
  result();
};
const keptScore = least => {
  const done = attempts.filter(each => each.of);
  if (done.length < least) return [];
  const { way, value } = keptShare(done);
  return [make("p", {}, say(`kept_${way}`, { percent: shownNumber(value, 1), count: done.length }))];
};
const result = () => {
  numbered();
  const heading = make("h2", { tabindex: "-1" }, MARKED ? say("result") : say("thanks"));
  const actions = make("div", { class: "controls" });
  if (attempts.length < MOST) actions.append(button(say("again"), () => startPage(true), { class: "main" }));
  actions.append(button(say("print"), () => print()));
  show("result", heading,
    ...(run.late ? [make("p", { class: "late" }, say("timeUp"))] : []),
    ...(MARKED ? marks() : [make("p", {}, say(DATA.answers ? "surveyDone" : "previewDone"))]),
    make("p", { class: "hint" }, say("timeUsed", { time: shownTime((run.finished - run.started) / 1000) })),
    actions, ...(MARKED ? byTag() : []), ...review());
  heading.focus();
  announce([heading, ...STAGE.querySelectorAll(".score, .passed, .failed")].map(each => each.textContent).join(". "));
};
const marks = () => {
  const all = totals(run.steps), parts = [];
  if (hasPoints(all)) {
    const percentage = percentOf(all);
    const passed = SETTINGS.passing_score === undefined || passes(percentage);
    const earned = say("earned", { points: shownPoints(all.earned), of: shownPoints(all.of) });
    parts.push(make("p", { class: "score" }, make("strong", { class: "percent" }, `${shownShare(percentage, passed)} %`), " ", make("span", {}, earned)));
    if (SETTINGS.passing_score !== undefined)
      parts.push(make("p", { class: passed ? "passed" : "failed" }, say(passed ? "passed" : "failed", { percent: shownNumber(Number(SETTINGS.passing_score)) })));
  }
  if (Score.compare(all.manual, Score.ZERO) > 0) parts.push(make("p", {}, say("manual", { points: shownPoints(all.manual) })));
  return [...parts, ...keptScore(2)];
};
// Whoever has not passed is not shown the share that was needed, rounded up.
const shownShare = (percentage, passed) => {
  const value = Score.toNumber(percentage), digits = passed || Math.round(value * 10) / 10 < SETTINGS.passing_score ? 1 : 4;
  return shownNumber(digits === 1 ? value : Math.floor(value * 1e4) / 1e4, digits);
};
const byTag = () => {
  const rows = new Map();
  for (const step of run.steps) {
    if (isText(step) || isManual(step)) continue;
    for (const tag of new Set(QUESTIONS[step.number].tags ?? [])) {
      if (!rows.has(tag)) rows.set(tag, []);
      rows.get(tag).push(step);
    }
  }
  if (!rows.size) return [];
  const line = ([tag, steps]) => {
    const all = totals(steps);
    const value = hasPoints(all) ? Math.max(0, Score.toNumber(percentOf(all))) : 0;
    return make("tr", {}, make("th", { scope: "row", dir: "auto" }, tag),
      make("td", {}, make("meter", { min: 0, max: 100, value, "aria-label": tag })),
      make("td", { class: "number" }, say("earned", { points: shownPoints(all.earned), of: shownPoints(all.of) })));
  };
  const head = make("tr", {}, ...["tag", "share", "score"].map(each => make("th", { scope: "col" }, say(each))));
  const table = make("table", { class: "tags" }, make("thead", {}, head), make("tbody", {}, ...[...rows].map(line)));
  return [make("section", { "aria-labelledby": "by-tag" }, make("h3", { id: "by-tag" }, say("byTag")), make("div", { "data-wide": true }, table))];
};
const review = () => {
  cards = run.steps.map((step, index) => card({ ...step, checked: true }, index, "h4"));
  for (const each of cards) {
    if (MARKED) each.judge();
    settle(each.node);
  }
  const list = make("div", { class: "review" }, ...cards.map(each => each.node));
  const head = make("h3", {}, say("review"));
  if (!MARKED) return [head, list];
  const only = option("checkbox", "only-wrong", say("onlyWrong"), { onchange: event => {
    for (const each of list.children) each.hidden = event.target.checked && (each.dataset.state === "right" || !each.dataset.state);
  } });
  return [head, only, list];
};

// --- begin ---

const resume = () => {
  if (!run || run.finished) startPage(false);
  else if (run.ends && run.ends <= Date.now()) finish(true);
  else questions(false);
};
// One attempt at a time: what is done in another tab is done here, too.
addEventListener("storage", event => {
  if (event.key !== KEPT_AS || event.newValue === null) return;
  ({ attempts, run } = kept());
  resume();
});
if (QUESTIONS.length > MANY) document.body.dataset.large = "";
scrollable(document);
const DETAILS = REFERENCE?.querySelector("details");
if (DETAILS) {
  let wasOpen = DETAILS.open = false;
  DETAILS.addEventListener("toggle", () => reachable(REFERENCE));
  addEventListener("beforeprint", () => { wasOpen = DETAILS.open; DETAILS.open = true; });
  addEventListener("afterprint", () => { DETAILS.open = wasOpen; });
}
addEventListener("resize", () => reachable(document));
reachable(document);
resume();
