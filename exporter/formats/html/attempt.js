// An attempt, as data: what is asked, what was said, what it is worth, and what the browser keeps of it. Nothing here is shown.
"use strict";

const QUESTIONS = [];  // in the order of the file, which is how keys and templates are numbered
const walk = entries => {
  for (const each of entries) {
    if ("questions" in each) walk(each.questions);
    else QUESTIONS.push(each);
  }
};
walk(QUIZ.questions);
const NUMBER = new Map(QUESTIONS.map((each, index) => [each, index]));
const SECTIONS = new Map(QUIZ.questions.filter(each => "section" in each).map(each => [each.section, each]));
const BY_PERSON = new Set(["essay", "file_upload"]);

const SURVEY = SETTINGS.purpose === "survey";
const MARKED = DATA.answers && !SURVEY;
const REVEALS = SETTINGS.show_correct_answers !== false;
const ONE_BY_ONE = SETTINGS.one_question_at_a_time !== false;
const GOES_BACK = SETTINGS.allow_backtracking !== false || !ONE_BY_ONE;
const MOST = typeof SETTINGS.attempts === "number" && !DATA.preview ? SETTINGS.attempts : Infinity;
const SECONDS = SETTINGS.time_limit ? Number(SETTINGS.time_limit) * 60 : null;
const MANY = 200;  // questions from which on a page spares itself what grows with their number

const typeOf = step => QUESTIONS[step.number].type;
const isText = step => typeOf(step) === "text";
const isManual = step => BY_PERSON.has(typeOf(step));
const isAsked = step => !isText(step);

// --- what the browser keeps; a page works without it, too, and says so ---

const KEPT_AS = `quiz-exporter:${QUIZ.id}`;
const NOTHING = { attempts: [], run: null };
let keeps = true;

const isStep = step => step && Number.isInteger(step.number) && step.number >= 0 && step.number < QUESTIONS.length && typeof step.orders === "object";
const isRun = found => found && Array.isArray(found.steps) && found.steps.length && found.steps.every(isStep) && found.steps[found.at];
// An author who edits a quiz stays at the question that was shown.
const emptied = found => ({ ...found, steps: found.steps.map(each => ({ ...each, said: null, checked: false, hints: 0, orders: {} })) });
// What was kept of this very quiz; an edit of it begins anew.
const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT_AS));
    if (found?.digest !== DATA.digest && DATA.preview && isRun(found?.run) && !found.run.finished) return { attempts: [], run: emptied(found.run) };
    if (found?.digest !== DATA.digest || !Array.isArray(found.attempts)) return NOTHING;
    return { attempts: found.attempts.filter(each => each && typeof each.started === "number"), run: isRun(found.run) ? found.run : null };
  } catch {  // nothing is kept, or it is not ours
    return NOTHING;
  }
};
let { attempts, run } = kept();
const keep = () => {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify({ digest: DATA.digest, attempts, run }));
  } catch {
    keeps = false;
  }
};
// A long attempt is not written at every key, but soon after, and before the page goes.
let waiting = null;
const keepNow = () => {
  if (waiting === null) return;
  clearTimeout(waiting);
  waiting = null;
  keep();
};
const store = () => {
  if (run.steps.length <= MANY) keep();
  else waiting ??= setTimeout(keepNow, 500);
};
addEventListener("pagehide", keepNow);

// --- drawing: pools at random, questions shuffled around texts, sections kept together ---

const drawn = () => {
  const steps = [];
  const placed = (entries, section) => {
    const groups = [[]];  // a text keeps its place: what is shuffled is what stands between texts
    for (const each of entries) {
      if (each.type === "text") groups.push([each], []);
      else groups.at(-1).push(each);
    }
    for (const group of groups) for (const each of SETTINGS.shuffle_questions ? shuffled(group) : group) {
      if ("pool" in each) {
        const points = DATA.pools[each.pool];
        for (const question of shuffled(each.questions).slice(0, each.draw)) steps.push({ number: NUMBER.get(question), points, section });
      } else if ("section" in each) placed(each.questions, each.section);
      else steps.push({ number: NUMBER.get(each), points: DATA.points[NUMBER.get(each)], section });
    }
  };
  placed(QUIZ.questions, null);
  return steps.map(each => ({ ...each, said: null, checked: false, hints: 0, orders: {} }));
};
// Another tab may have begun an attempt meanwhile; it counts.
const beginAttempt = (checksNow, timed) => {
  const started = Date.now();
  attempts = [...kept().attempts, { started }];
  run = { steps: drawn(), at: 0, now: checksNow && MARKED, started, ends: SECONDS && timed ? started + SECONDS * 1000 : null, finished: null };
  store();
};
const finishAttempt = late => {
  run.finished = late ? run.ends : Date.now();
  run.late = late;
  const { earned, of } = totals(run.steps);
  if (MARKED) attempts[attempts.length - 1] = { started: run.started, earned: Score.toNumber(earned), of: Score.toNumber(of) };
  keep();
};

// --- judging ---

const judged = step => {
  const points = Score.ZERO;
  if (!MARKED || isText(step)) return { state: "none", points };
  if (step.said === null) return { state: "skipped", points, earned: Score.ZERO, hit: null };
  if (isManual(step)) return { state: "person", points };
  const found = Score.judge(typeOf(step), DATA.key[step.number], step.said);
  return { ...found, state: stateOf(found.earned), points: Score.times(Score.decimal(step.points), found.earned) };
};
const worth = steps => Score.sum(steps.filter(isAsked).map(each => Score.decimal(each.points)));
const totals = steps => {
  const marked = steps.filter(each => isAsked(each) && !isManual(each));
  return { earned: Score.sum(marked.map(each => judged(each).points)), of: worth(marked), manual: worth(steps.filter(isManual)) };
};
const percentOf = ({ earned, of }) => Score.over(Score.times(earned, Score.decimal("100")), of);
const hasPoints = ({ of }) => Score.compare(of, Score.ZERO) > 0;
const passes = percentage => Score.compare(percentage, Score.decimal(SETTINGS.passing_score)) >= 0;
// Of the attempts that were finished, the share that counts.
const keptShare = done => {
  const shares = done.map(each => each.earned / each.of * 100);
  const way = SETTINGS.keep_score ?? "highest";
  const value = way === "latest" ? shares.at(-1) : way === "average" ? shares.reduce((a, b) => a + b) / shares.length : Math.max(...shares);
  return { way, value };
};
