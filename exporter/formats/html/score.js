// What a response is worth: the meaning of exporter.score, exactly. Numbers are fractions of two BigInts.
const Score = (() => {
  "use strict";

  // --- exact numbers ---

  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
  const ratio = (n, d = 1n) => { const by = gcd(n, d) || 1n; return { n: n / by, d: d / by }; };
  const ZERO = ratio(0n), ONE = ratio(1n);
  const add = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
  const times = (a, b) => ratio(a.n * b.n, a.d * b.d);
  const over = (a, b) => b.n < 0n ? ratio(-a.n * b.d, -a.d * b.n) : ratio(a.n * b.d, a.d * b.n);
  const compare = (a, b) => { const left = a.n * b.d, right = b.n * a.d; return left < right ? -1 : left > right ? 1 : 0; };
  const sum = all => all.reduce(add, ZERO);

  // What Python's str.strip takes away is not what String.trim does.
  const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
  const strip = text => text.replace(AROUND, "");
  const NUMBER = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?$/;

  // A decimal as it is written, or null where a text is none.
  const decimal = text => {
    const said = strip(String(text));
    if (!NUMBER.test(said)) return null;
    const [, sign, whole, part = "", exponent = "0"] = /^([-+]?)([0-9]*)\.?([0-9]*)(?:[eE]([-+]?[0-9]+))?$/.exec(said);
    const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${part}` || "0");
    const power = Number(exponent) - part.length;
    return power < 0 ? ratio(digits, 10n ** BigInt(-power)) : ratio(digits * 10n ** BigInt(power));
  };
  const HUNDRED = decimal("100");
  const percent = text => over(decimal(text), HUNDRED);

  // --- texts: case folded as Unicode's CaseFolding.txt says, which is nearly what both mappings together give ---

  const KEPT = /[\u0131\u13a0-\u13f5\uab70-\uabbf\u13f8-\u13fd]/u;  // a dotless i stays; Cherokee folds to its capitals
  const foldedChar = char => KEPT.test(char)
    ? (char === "\u0131" ? char : char.toUpperCase())
    : [...char.toUpperCase()].map(each => each.toLowerCase()).join("");
  const folded = text => [...text.replaceAll("\u1e9e", "ss")].map(foldedChar).join("");

  // `*` stands for anything. Its pieces are looked for from left to right, so that no text takes long.
  const isLike = (wanted, said) => {
    const [first, ...rest] = wanted.split(/\*+/);
    const last = rest.pop();
    if (!said.startsWith(first) || !said.endsWith(last) || said.length < first.length + last.length) return false;
    let at = first.length;
    const end = said.length - last.length;
    for (const piece of rest) {
      const found = said.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
  const isText = (wanted, said, key) => {
    if (!key.case) [wanted, said] = [folded(wanted), folded(said)];
    return key.wildcard && wanted.includes("*") ? isLike(wanted, said) : said === wanted;
  };

  // --- each type: the earned part, and which of the accepted answers it was ---

  const none = { earned: ZERO, hit: null };
  const whole = right => right ? ONE : ZERO;
  const best = (answers, accepts) => answers.reduce((found, [credit, ...wanted], index) => {
    if (!accepts(...wanted)) return found;
    const earned = percent(credit);
    return found.hit === null || compare(earned, found.earned) > 0 ? { earned, hit: index } : found;
  }, none);
  const parts = (right, count, all) => right === count ? ONE : all ? ZERO : ratio(BigInt(right), BigInt(count));
  const texts = (key, said) => best(key.texts, wanted => isText(wanted, strip(said), key));
  const numbers = (key, said) => {
    const value = decimal(said);
    if (value === null) return none;
    return best(key.numbers, (low, high) => compare(decimal(low), value) <= 0 && compare(value, decimal(high)) <= 0);
  };

  const response = (key, chosen) => {
    const right = key.choices.filter(each => each === true).length;
    const hits = chosen.filter(index => key.choices[index] === true).length;
    const wrong = chosen.filter(index => key.choices[index] !== true);
    if (hits === right && !wrong.length) return ONE;
    if (key.all) return ZERO;
    const share = ratio(-1n, BigInt(right));
    const costs = sum(wrong.map(index => key.choices[index] === false ? share : percent(key.choices[index])));
    const earned = add(ratio(BigInt(hits), BigInt(right)), costs);
    return compare(earned, ZERO) < 0 ? ZERO : compare(earned, ONE) > 0 ? ONE : earned;
  };

  const blank = (key, said) => {
    if (said === null || said === undefined) return none;
    if ("choice" in key) return { earned: whole(said === key.choice), hit: said };
    return key.texts ? texts(key, said) : numbers(key, said);
  };
  const cloze = (key, said) => {
    const blanks = Object.fromEntries(Object.entries(key.blanks).map(([name, each]) => [name, blank(each, Object.hasOwn(said, name) ? said[name] : null)]));
    const weights = Object.entries(key.blanks).map(([name, each]) => [decimal(each.weight), blanks[name].earned]);
    const earned = over(sum(weights.map(([weight, part]) => times(weight, part))), sum(weights.map(([weight]) => weight)));
    return { earned, hit: null, blanks };
  };

  const ways = {
    multiple_choice: (key, index) => ({ earned: percent(key.credits[index]), hit: index }),
    multiple_response: (key, chosen) => ({ earned: response(key, [...new Set(chosen)]), hit: null }),
    true_false: (key, said) => ({ earned: whole(said === key.answer), hit: null }),
    short_answer: texts,
    numerical: numbers,
    matching: (key, said) =>
      ({ earned: parts(said.filter((each, index) => each === key.matches[index]).length, key.matches.length, key.all), hit: null }),
    ordering: (key, said) =>
      ({ earned: parts(said.filter((each, index) => each === index).length, key.count, key.all), hit: null }),
    cloze,
  };

  // The earned part of the points (1: right), and which accepted answers the response hit. What a person marks earns 0.
  const judge = (type, key, said) =>
    said === null || said === undefined || !ways[type] ? none : ways[type](key, said);

  const toNumber = value => {
    const scaled = value.n * 10n ** 15n / value.d;
    return Number(scaled) / 1e15;
  };

  return { judge, times, over, compare, sum, decimal, toNumber, ZERO, ONE };
})();
