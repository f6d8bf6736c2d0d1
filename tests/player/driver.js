// Answers QTI 3 items in the player as a learner does, one after the other, and leaves what came of it as JSON.
// The page holds the items in `window.ITEMS`: identifier, XML, what to answer, by response.
(() => {
  'use strict';
  const pause = ms => new Promise(done => setTimeout(done, ms));
  // Reading a file takes real time, which the browser's virtual time does not wait for; a message does.
  const realTick = () => new Promise(done => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); done(); };
    channel.port2.postMessage(null);
  });
  const all = value => value === null || value === undefined ? [] : [].concat(value);
  const problems = [];
  addEventListener('error', event => problems.push(String(event.message)));
  addEventListener('unhandledrejection', event => problems.push(String(event.reason)));
  console.error = (...said) => problems.push(said.join(' '));

  const found = (element, what) => {
    if (!element) throw new Error(`${what} is not on the page`);
    return element;
  };
  const named = (root, selector, identifier) =>
    found([...root.querySelectorAll(selector)].find(each => each.getAttribute('identifier') === identifier), identifier);
  const press = (element, code) => element.dispatchEvent(new KeyboardEvent('keydown', {
    code, key: code === 'Space' ? ' ' : code, bubbles: true, composed: true, cancelable: true,
  }));

  const typed = (box, text) => {
    box.focus();
    box.select();
    document.execCommand('insertText', false, text);
    if (box.value !== text) throw new Error(`the box holds ${box.value}`);
    for (const name of ['keyup', 'change']) box.dispatchEvent(new Event(name, { bubbles: true }));
    box.blur();
  };

  // With the keyboard: Space lifts a choice, arrows go from place to place, Space puts it down.
  const carried = async (interaction, choice, place) => {
    interaction.cacheInteractiveElements();
    const places = [...interaction.trackedDroppables, ...interaction.trackedDragContainers];
    const steps = places.indexOf(found(place, 'a place'));
    if (steps < 0) throw new Error('the place takes nothing');
    choice.focus();
    press(choice, 'Space');
    for (let step = 0; step < steps; step++) press(choice, 'ArrowDown');
    press(choice, 'Space');
    await pause(20);
  };

  const ways = {
    async 'qti-choice-interaction'(element, value) {
      for (const each of all(value)) { named(element, 'qti-simple-choice', each).click(); await pause(0); }
    },
    async 'qti-inline-choice-interaction'(element, value) {
      element.shadowRoot.querySelector('button[part=trigger]').click();
      await pause(0);
      named(element, 'qti-inline-choice', value).click();
      await pause(0);
    },
    async 'qti-text-entry-interaction'(element, value) { typed(element.shadowRoot.querySelector('input'), value); },
    async 'qti-extended-text-interaction'(element, value) { typed(element.shadowRoot.querySelector('textarea'), value); },
    async 'qti-match-interaction'(element, value) {
      const [left, right] = element.querySelectorAll('qti-simple-match-set');
      for (const pair of all(value)) {
        const [from, to] = pair.split(' ');
        const choice = 'qti-simple-associable-choice';
        await carried(element, named(left, choice, from), named(right, choice, to));
      }
    },
    async 'qti-order-interaction'(element, value) {
      for (const [index, each] of all(value).entries()) {
        await carried(element, named(element, 'qti-simple-choice', each), element.shadowRoot.querySelectorAll('drop-list')[index]);
      }
    },
    async 'qti-upload-interaction'(element, value) {
      const input = element.shadowRoot.querySelector('input[type=file]');
      const files = new DataTransfer();
      files.items.add(new File([value], 'answer.txt', { type: 'text/plain' }));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      for (let tick = 0; tick < 100000 && !element.response; tick++) await realTick();
    },
  };

  const shown = feedback => {
    const dialog = feedback.shadowRoot && feedback.shadowRoot.querySelector('dialog');
    return Boolean(dialog && dialog.open);
  };

  const answered = async ({ id, xml, answers }) => {
    problems.length = 0;
    const result = { id, how: {} };
    const stage = document.getElementById('stage');
    try {
      const holder = document.createElement('qti-item');
      const container = document.createElement('item-container');
      const ready = new Promise(done => holder.addEventListener('qti-assessment-item-connected', event => done(event.detail), { once: true }));
      holder.append(container);
      stage.replaceChildren(holder);
      await container.updateComplete;
      container.itemXML = xml;
      const item = found(await Promise.race([ready, pause(3000)]), 'the item');
      await pause(150);
      const interactions = [...item.querySelectorAll('*')].filter(each => each.localName.endsWith('-interaction'));
      result.asked = interactions.map(each => each.getAttribute('response-identifier'));
      result.unknown = [...new Set([...item.querySelectorAll('*')].map(each => each.localName))]
        .filter(name => name.startsWith('qti-') && name.endsWith('-interaction') && !customElements.get(name));
      for (const [identifier, value] of Object.entries(answers)) {
        const element = found(interactions.find(each => each.getAttribute('response-identifier') === identifier), identifier);
        await found(ways[element.localName], `a way to answer ${element.localName}`)(element, value);
        result.how[identifier] = element.localName;
      }
      await pause(20);
      const values = () => Object.fromEntries(item.variables.map(each => [each.identifier, each.value]));
      result.answered = values();
      item.processResponse();
      await pause(60);
      result.outcomes = values();
      result.feedback = [...item.querySelectorAll('qti-modal-feedback')].filter(shown).map(each => each.getAttribute('identifier'));
      result.text = item.textContent.replace(/\s+/g, ' ').trim();
    } catch (error) {
      result.error = error.message;
    }
    result.problems = [...problems];
    return result;
  };

  addEventListener('load', async () => {
    const out = document.createElement('pre');
    out.id = 'results';
    document.body.append(out);
    const results = [];
    for (const each of window.ITEMS) {
      results.push(await answered(each));
      out.textContent = JSON.stringify(results);
    }
  });
})();
