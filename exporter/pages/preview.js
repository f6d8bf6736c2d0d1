// In the preview alone: the page loads itself again when its sources change, and shows what `check` says.
{
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const id = /\/quizzes\/([^/]+)\.html$/.exec(location.pathname)?.[1];
  const shown = finding => element("li", { class: `finding ${finding.severity}` },
    element("strong", {}, finding.severity), ` [${finding.code}] ${finding.message}`,
    ...(finding.help ? [element("span", { class: "help" }, finding.help)] : []),
    element("code", {}, `${finding.file}:${finding.line}:${finding.column}`));
  const box = (findings, label) => element("ul", { class: "findings", "aria-label": label }, ...findings.map(shown));

  const atQuestions = about => {
    const byQuestion = new Map();
    for (const each of about) if (each.question) byQuestion.set(each.question, [...byQuestion.get(each.question) ?? [], each]);
    const decorate = root => {
      for (const card of root.querySelectorAll("article[data-id], article[id^=ref-]")) {
        const found = byQuestion.get(card.dataset.id ?? card.id.slice(4));
        if (found && !card.querySelector(".findings")) card.prepend(box(found, "Findings about this question"));
      }
    };
    decorate(document);
    const stage = document.getElementById("quiz");
    if (stage) new MutationObserver(() => decorate(stage)).observe(stage, { childList: true, subtree: true });
  };
  const onCards = quizzes => {
    for (const [quiz, about] of Object.entries(quizzes)) {
      const link = document.querySelector(`.entry h2 a[href="quizzes/${quiz}.html"]`);
      if (about.length) link?.closest("article").querySelector(".actions").before(element("p", { class: "findings" }, `Findings: ${about.length}`));
    }
  };
  const show = ({ quizzes, others }) => {
    const about = id !== undefined && Object.hasOwn(quizzes, id) ? quizzes[id] : others;
    if (about.length) {
      const count = element("summary", {}, `Findings: ${about.length}`);
      const list = element("details", about.length > 8 ? {} : { open: "" }, count, box(about, "Findings"));
      document.querySelector("main").before(element("aside", { "aria-label": "Findings of quiz-export check" }, list));
    }
    if (id) atQuestions(about);
    else onCards(quizzes);
  };
  fetch("/findings").then(answer => answer.json()).then(show);

  // A browser allows few connections to one server, so that a page listens only while it is seen.
  let events = null;
  const listen = () => {
    events?.close();
    if (document.hidden) return;
    events = new EventSource("/events");
    events.addEventListener("message", event => { if (JSON.parse(event.data) !== VERSION) { events.close(); location.reload(); } });
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => events?.close());
  listen();
}
