// One control for each question type: how it is answered, and how the answer is shown once it is judged.
//
// A control is `{ node, get, set, judge }`: `get` returns the response as exporter.score takes it, or null where nothing
// was answered; `set` puts one in; `judge` locks the control and marks what was right. `place` gives a control the
// question (`question`), its key (null without answers), ids, the saved orders, and whom to tell of changes.
"use strict";

const whole = choice => typeof choice === "string" ? { text: choice } : choice;
const mark = (kind, words) => make("span", { class: `mark ${kind}` }, words);
const note = key => key ? make("div", { class: "note" }, text(key)) : null;
// Every field of a control that cannot be used any more; what was typed becomes text, which shows and prints as long as it is.
const settle = root => {
  lock(root);
  for (const each of root.querySelectorAll("input[type=text]:not([data-blank]), textarea"))
    each.replaceWith(make("div", { class: each.matches(".code") ? "given code" : "given", dir: "auto" }, each.value.trim() === "" ? "–" : each.value));
};
const lock = root => { for (const each of root.querySelectorAll("input, select, textarea, button")) each.disabled = true; };
// A number is written with a point; anything else is said at once, not marked wrong without a word.
const numberHint = id => make("p", { class: "hint", id, hidden: true }, say("numberForm"));
const watchNumbers = (inputs, hint) => {
  const look = () => {
    const bad = inputs.filter(each => each.value.trim() !== "" && Score.decimal(each.value) === null);
    hint.hidden = !bad.length;
    for (const each of inputs) each.setAttribute("aria-invalid", String(bad.includes(each)));
  };
  for (const each of inputs) each.addEventListener("change", look);
  return look;
};
const TYPED = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
const fieldFor = isNumber => ({ ...TYPED, dir: isNumber ? "ltr" : "auto", inputmode: isNumber ? "decimal" : null });

const showPicked = (row, picked, state, reveals) => {
  row.dataset.state = picked ? state : reveals && state === "right" ? "missed" : "";
  if (picked) row.append(mark(state, say({ right: "chosenRight", partly: "chosenPartly", wrong: "chosenWrong" }[state])));
  else if (row.dataset.state) row.append(mark("missed", say("rightAnswer")));
};

const options = (place, several) => {
  const choices = place.question.choices.map(whole);
  const order = place.order("choices", () =>
    place.question.shuffle ?? SETTINGS.shuffle_choices ? shuffledAround(choices.map(each => Boolean(each.fixed))) : upTo(choices.length));
  const inputs = new Map(), rows = new Map();
  const node = make("fieldset", { "aria-labelledby": place.labelled, class: "options" });
  if (several) node.append(make("p", { class: "hint" }, say("several")));
  for (const index of order) {
    const id = `${place.id}-${index}`;
    const label = make("label", { for: id }, text(choices[index].text));
    const input = make("input", {
      type: several ? "checkbox" : "radio", name: place.id, id, value: index, onchange: place.changed,
      "aria-label": label.querySelector("math") ? plainly(choices[index].text) : null,  // which labels leave out
    });
    const row = make("div", { class: "option" }, input, label);
    inputs.set(index, input);
    rows.set(index, row);
    node.append(row);
  }
  const chosen = () => [...inputs].filter(([, input]) => input.checked).map(([index]) => index).sort((a, b) => a - b);
  return {
    node,
    get: () => several ? (chosen().length ? chosen() : null) : chosen()[0] ?? null,
    set: said => { for (const [index, input] of inputs) input.checked = said !== null && [said].flat().includes(index); },
    judge: reveals => {
      lock(node);
      const key = place.key;
      const isRight = index => several ? key.choices[index] === true : index === key.answer;
      const creditOf = index => several ? (typeof key.choices[index] === "string" ? key.choices[index] : "0") : key.credits[index];
      const isPartly = index => Score.compare(Score.decimal(creditOf(index)), Score.ZERO) > 0;
      for (const [index, row] of rows) {
        const picked = inputs.get(index).checked;
        const state = isRight(index) ? "right" : isPartly(index) ? "partly" : "wrong";
        showPicked(row, picked, state, reveals);
        if (picked && choices[index].feedback) row.append(note(choices[index].feedback));
      }
    },
  };
};

const trueFalse = place => {
  const inputs = new Map();
  const node = make("fieldset", { "aria-labelledby": place.labelled, class: "options" });
  const rows = new Map();
  for (const value of [true, false]) {
    const id = `${place.id}-${value}`;
    const input = make("input", { type: "radio", name: place.id, id, value: String(value), onchange: place.changed });
    const row = make("div", { class: "option" }, input, make("label", { for: id }, say(String(value))));
    inputs.set(value, input);
    rows.set(value, row);
    node.append(row);
  }
  return {
    node,
    get: () => [...inputs].find(([, input]) => input.checked)?.[0] ?? null,
    set: said => { for (const [value, input] of inputs) input.checked = said === value; },
    judge: reveals => {
      lock(node);
      for (const [value, row] of rows) {
        showPicked(row, inputs.get(value).checked, value === place.key.answer ? "right" : "wrong", reveals);
      }
    },
  };
};

const typed = (place, isNumber) => {
  const hint = isNumber ? numberHint(`${place.id}-hint`) : null;
  const input = make("input", {
    ...fieldFor(isNumber), class: "answer", id: place.id, "aria-labelledby": place.labelled, "aria-describedby": hint?.id, oninput: place.changed,
  });
  const look = hint ? watchNumbers([input], hint) : () => {};
  const node = make("div", { class: "typed" }, input, hint);
  return {
    node,
    get: () => input.value.trim() === "" ? null : input.value,
    set: said => { input.value = said ?? ""; look(); },
    judge: (reveals, outcome) => {
      lock(node);
      node.append(mark(outcome.state, say(outcome.state)));
      if (outcome.hit !== null) {
        const found = note(place.question.answers?.[outcome.hit]?.feedback);
        if (found) node.append(found);
      }
      if (reveals && outcome.state !== "right") node.append(make("p", { class: "solution" }, solution(place.key.shown)));
    },
  };
};
const solution = shown => make("span", { class: "solution" }, `${say("rightAnswer")}: `, make("strong", { dir: "auto" }, shown));

const matching = place => {
  const pairs = place.question.pairs;
  const own = place.key ? pairs.map(each => each.match) : [];
  const matches = [...new Set([...own, ...place.question.distractors ?? []])];
  const order = place.order("matches", () => shuffled(upTo(matches.length)));
  const node = make("div", { class: "pairs", role: "group", "aria-labelledby": place.labelled });
  const rows = pairs.map((pair, index) => {
    const id = `${place.id}-${index}`;
    const select = make("select", { id, "aria-labelledby": `${id}-prompt`, onchange: place.changed },
      make("option", { value: "" }, say("choose")), ...order.map(each => make("option", { value: each, dir: "auto" }, matches[each])));
    const row = make("div", { class: "pair" }, make("div", { id: `${id}-prompt` }, text(pair.prompt)), select);
    node.append(row);
    return { row, select };
  });
  const said = () => rows.map(({ select }) => select.value === "" ? null : matches[select.value]);
  return {
    node,
    get: () => said().some(each => each !== null) ? said() : null,
    set: value => rows.forEach(({ select }, index) => {
      const at = value?.[index] === null || value === null ? -1 : matches.indexOf(value[index]);
      select.value = at < 0 ? "" : String(at);
    }),
    judge: reveals => {
      lock(node);
      rows.forEach(({ row }, index) => {
        const right = said()[index] === place.key.matches[index];
        row.append(mark(right ? "right" : "wrong", say(right ? "right" : "wrong")));
        if (!right && reveals) row.append(solution(place.key.matches[index]));
      });
    },
  };
};

// Items are moved with buttons, with the arrow keys on the handle, or dragged there with a mouse, pen or finger.
const ordering = place => {
  const items = place.question.items;
  let order = place.order("items", () => shuffled(upTo(items.length)));
  let touched = false;
  const list = make("ol", { class: "items", "aria-labelledby": place.labelled });
  const live = make("p", { class: "unseen", "aria-live": "polite" });
  const rows = new Map(items.map((key, index) => {
    const step = (by, focus) => () => {
      const from = order.indexOf(index), to = from + by;
      if (to >= 0 && to < order.length) move(index, to);
      row.querySelector(focus).focus();
    };
    const name = plainly(key);
    const up = button("↑", step(-1, ".up"), { class: "up", "aria-label": say("moveUp", { item: name }) });
    const down = button("↓", step(1, ".down"), { class: "down", "aria-label": say("moveDown", { item: name }) });
    const handle = button("⠿", () => {}, { class: "handle", "aria-label": say("handle", { item: name }) });
    handle.addEventListener("keydown", event => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by) { event.preventDefault(); step(by, ".handle")(); }
    });
    const row = make("li", { "data-item": index }, handle, text(key), make("span", { class: "moves" }, up, down));
    handle.addEventListener("pointerdown", event => drag(event, handle, index));
    return [index, row];
  }));
  const drag = (event, handle, index) => {
    if (event.button || handle.disabled) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const row = rows.get(index);
    row.classList.add("dragged");
    // A row gives way when its middle is passed, so that rows of any height change places once.
    const follow = moved => {
      const middle = at => {
        const box = list.children[at].getBoundingClientRect();
        return (box.top + box.bottom) / 2;
      };
      let to = order.indexOf(index);
      while (to > 0 && moved.clientY < middle(to - 1)) to--;
      while (to < order.length - 1 && moved.clientY > middle(to + 1)) to++;
      if (to !== order.indexOf(index)) move(index, to);
    };
    const end = () => {
      row.classList.remove("dragged");
      handle.removeEventListener("pointermove", follow);
    };
    handle.addEventListener("pointermove", follow);
    for (const each of ["pointerup", "pointercancel", "lostpointercapture"]) handle.addEventListener(each, end, { once: true });
  };
  // The row that is held stays where it is in the document, or it would lose the pointer and the focus; the others go around it.
  const arrange = held => {
    const place = order.indexOf(held);
    order.forEach((each, at) => {
      if (each !== held) list.insertBefore(rows.get(each), at < place ? rows.get(held) : null);
    });
    for (const [index, row] of rows) {
      row.querySelector(".up").setAttribute("aria-disabled", String(order[0] === index));
      row.querySelector(".down").setAttribute("aria-disabled", String(order.at(-1) === index));
    }
  };
  const touch = () => {
    touched = true;
    same.hidden = true;
    place.changed();
  };
  const move = (index, to) => {
    order = order.filter(each => each !== index);
    order.splice(to, 0, index);
    arrange(index);
    live.textContent = say("moved", { item: plainly(items[index]), place: to + 1, count: items.length });
    touch();
  };
  const same = button(say("keepOrder"), () => { touch(); rows.get(order[0]).querySelector(".handle").focus(); }, { class: "quiet" });
  const node = make("div", { class: "ordering" }, make("p", { class: "hint" }, say("orderHint")), list, same, live);
  arrange();
  return {
    node,
    get: () => touched ? [...order] : null,
    set: said => {
      touched = said !== null;
      same.hidden = touched;
      if (said !== null) order = [...said];
      arrange();
    },
    judge: (reveals, outcome) => {
      lock(node);
      node.querySelector(".hint").remove();
      same.remove();
      order.forEach((each, at) => {
        const right = touched && each === at;
        for (const part of rows.get(each).querySelectorAll(".handle, .moves")) part.remove();
        rows.get(each).append(mark(right ? "right" : "wrong", say(right ? "right" : "wrong")));
      });
      if (reveals && outcome.state !== "right")
        node.append(make("p", { class: "solution" }, `${say("rightOrder")}:`), make("ol", { class: "solution" }, ...items.map(key => make("li", {}, text(key)))));
    },
  };
};

const cloze = place => {
  const prompt = place.prompt;
  // In the order in which they are read, whatever that of the source is.
  const blanks = [...prompt.querySelectorAll("quiz-blank")].map(each => [each.getAttribute("name"), place.question.blanks[each.getAttribute("name")]]);
  const fields = new Map();
  const hint = numberHint(`${place.id}-hint`);
  blanks.forEach(([name, blank], index) => {
    const label = say("blank", { number: index + 1, count: blanks.length });
    const isNumber = "answer" in blank || "range" in blank || (blank.answers ?? []).some(each => typeof each === "object" && ("value" in each || "range" in each));
    let field;
    if (blank.choices) {
      const entries = blank.choices.map(whole);
      const order = place.order(`blank ${name}`, () => SETTINGS.shuffle_choices ? shuffled(upTo(entries.length)) : upTo(entries.length));
      field = make("select", { "aria-label": label, onchange: place.changed },
        make("option", { value: "" }, say("choose")), ...order.map(each => make("option", { value: each, dir: "auto" }, entries[each].text)));
    } else {
      field = make("input", {
        ...fieldFor(isNumber), class: "blank", "aria-label": label, "aria-describedby": isNumber ? hint.id : null, oninput: place.changed,
      });
    }
    field.addEventListener("click", event => { if (field.closest("a")) event.preventDefault(); });  // else the link would be followed
    field.dataset.blank = name;
    prompt.querySelector(`quiz-blank[name="${name}"]`).replaceChildren(field);
    fields.set(name, field);
  });
  const look = watchNumbers([...fields.values()].filter(each => each.inputMode === "decimal"), hint);
  const value = name => {
    const field = fields.get(name);
    if (field.value.trim() === "") return null;
    return field.localName === "select" ? Number(field.value) : field.value;
  };
  return {
    node: make("div", {}, hint),
    get: () => {
      const said = Object.fromEntries(blanks.map(([name]) => [name, value(name)]).filter(([, each]) => each !== null));
      return Object.keys(said).length ? said : null;
    },
    set: said => { for (const [name, field] of fields) field.value = said && Object.hasOwn(said, name) ? String(said[name]) : ""; look(); },
    judge: (reveals, outcome) => {
      lock(prompt);
      hint.remove();
      const list = make("ul", { class: "blanks" });
      for (const [index, [name, blank]] of blanks.entries()) {
        const found = outcome.blanks?.[name] ?? { earned: Score.ZERO, hit: null };
        const state = stateOf(found.earned);
        fields.get(name).after(mark(state, say(state)));
        fields.get(name).dataset.state = state;
        const reaction = found.hit === null ? null : (blank.choices ?? blank.answers)?.[found.hit]?.feedback;
        const shown = reveals && state !== "right" ? solution(place.key.blanks[name].shown) : null;
        if (reaction || shown)
          list.append(make("li", {}, make("p", { class: "label" }, say("blank", { number: index + 1, count: blanks.length })), shown, note(reaction)));
      }
      if (list.children.length) prompt.after(list);
    },
  };
};

const essay = place => {
  const { format, lines, min_words: least, max_words: most } = place.question.response ?? {};
  const counter = make("p", { class: "hint", id: `${place.id}-words` });
  const area = make("textarea", {
    id: place.id, rows: Math.min(lines ?? 8, 40), "aria-labelledby": place.labelled, "aria-describedby": counter.id, dir: "auto",
    class: format === "code" ? "code" : null, spellcheck: format === "code" ? "false" : null, oninput: () => { count(); place.changed(); },
  });
  const start = place.template ?? "";
  const count = () => {
    const words = (area.value.match(/\S+/gu) ?? []).length;
    const wanted = least && most ? say("wordsBetween", { least, most }) : least ? say("wordsLeast", { least }) : most ? say("wordsMost", { most }) : "";
    counter.textContent = `${say("words", { count: words })} ${wanted}`.trim();
    counter.dataset.off = String(Boolean((most && words > most) || (least && words < least)));
  };
  area.value = start;
  count();
  return {
    node: make("div", {}, area, counter),
    get: () => area.value.trim() === "" || area.value === start ? null : area.value,
    set: said => { area.value = said ?? start; count(); },
    judge: () => lock(area.parentElement),
  };
};

const upload = place => {
  const { accept = [], max_files: most } = place.question;
  const problem = make("p", { class: "hint", id: `${place.id}-problem`, role: "status" }, say("uploadHint"));
  const list = make("ul", { class: "files" });
  let names = [];
  const show = () => list.replaceChildren(...names.map(each => make("li", { dir: "auto" }, each)));
  const input = make("input", {
    type: "file", id: place.id, accept: accept.map(each => `.${each}`).join(",") || null, multiple: most !== 1,
    "aria-labelledby": place.labelled, "aria-describedby": problem.id,
    onchange: () => {
      names = [...input.files].map(each => each.name);
      const odd = accept.length ? names.find(name => !accept.some(each => name.toLowerCase().endsWith(`.${each.toLowerCase()}`))) : null;
      problem.textContent = odd ? say("uploadKind", { kinds: accept.join(", ") }) : most && names.length > most ? say("uploadMost", { most }) : say("uploadHint");
      if (odd || (most && names.length > most)) { names = []; input.value = ""; }
      show();
      place.changed();
    },
  });
  return {
    node: make("div", {}, input, problem, list),
    get: () => names.length ? names : null,
    set: said => {
      names = said ?? [];
      if (!names.length) input.value = "";
      show();
    },
    judge: () => { input.disabled = true; },
  };
};

const CONTROLS = {
  multiple_choice: place => options(place, false),
  multiple_response: place => options(place, true),
  true_false: trueFalse,
  short_answer: place => typed(place, false),
  numerical: place => typed(place, true),
  matching, ordering, cloze, essay, file_upload: upload,
};
const stateOf = earned => Score.compare(earned, Score.ONE) === 0 ? "right" : Score.compare(earned, Score.ZERO) > 0 ? "partly" : "wrong";
