// Finds the words of a query in INDEX (searchindex.js): each chapter, page, term, claim and statement once.
const KINDS = { claim: "Claim", term: "Glossary", chapter: "Chapter", page: "Page", statement: "Statement" };
const COUNTED = { term: ["glossary entry", "glossary entries"] };
const ORDER = Object.keys(KINDS);
const AT_FIRST = 20, WORDS_BEFORE = 8, WORDS_SHOWN = 38, PLACES = 5, NEAREST = 5, AROUND = 3;
const SIGNS = "Signs alone are not searched for: type a word, a name or a number.";
const LATE = new Set(["Sources", "Exercises"]); // the best place only where there is no other
const called = (name) => tokens(name).map((token) => token.word).join(" ");
const any = (terms, word) => terms.some((term) => fits(term, word));

// What an entry goes by: a claim by its id and that of the whole, a statement by its id, speaker, publisher and figures,
// a page also by what it lists: a short line or the first cell of a row.
function names(kind, fragment, heading, text, others) {
  const id = fragment.replace("verdict-", "");
  if (kind === "claim") return [id, id.split(".")[0]];
  if (kind === "page") return [heading, ...text.split("\n").map((line) => line.split(" · ")[0])];
  return kind === "statement" ? [id, ...others, ...heading.endsWith(".") ? [] : heading.match(/\d[\d,.]*/g) ?? []] : [heading];
}

const titles = new Map();
for (const [, doc, , heading] of INDEX.entries) if (!titles.has(doc)) titles.set(doc, heading);

const entries = INDEX.entries.map(([kind, doc, fragment, heading, text, ...others]) => ({
  kind, doc, fragment, names: names(kind, fragment, heading, text, others).map(called),
  lines: [heading, ...text.split("\n")].map((line) => ({ text: line, tokens: tokens(line) })),
}));

// The groups that have all terms in one place, the best first: { kind, rank, hits, places }.
function search(terms) {
  const name = terms.join(" "), groups = new Map();
  entries.forEach((entry, at) => {
    const words = entry.lines.flatMap((line) => line.tokens.map((token) => token.word));
    if (!terms.every((term) => words.some((word) => fits(term, word)))) return;
    const heading = entry.lines[0].tokens.map((token) => token.word);
    const isNamed = entry.kind !== "statement" && terms.every((term) => heading.includes(term));
    const place = { entry, rank: entry.names.includes(name) ? 2 : isNamed ? 1 : 0, isLate: LATE.has(entry.lines[0].text), hits: words.filter((word) => any(terms, word)).length };
    const key = ["chapter", "page"].includes(entry.kind) ? `page ${entry.doc}` : at;
    const group = groups.get(key) ?? { kind: entry.kind, rank: 0, hits: 0, places: [] };
    group.rank = Math.max(group.rank, place.rank);
    group.hits += place.hits;
    group.places.push(place);
    groups.set(key, group);
  });
  for (const group of groups.values()) group.places.sort((a, b) => b.rank - a.rank || a.isLate - b.isLate || b.hits - a.hits);
  const isLate = (group) => group.places[0].isLate;
  return [...groups.values()].sort((a, b) => b.rank - a.rank || isLate(a) - isLate(b) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.hits - a.hits);
}

// An element; whatever comes from the index or the address is put in as text.
function make(tag, about = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), about);
  made.append(...inside);
  return made;
}

// A line with what was found marked, cut to the words around it where it is long.
function marked(line, terms) {
  const hit = Math.max(0, line.tokens.findIndex((token) => any(terms, token.word)));
  const from = line.tokens.length > WORDS_SHOWN ? Math.max(0, Math.min(hit - WORDS_BEFORE, line.tokens.length - WORDS_SHOWN)) : 0;
  const last = from + WORDS_SHOWN < line.tokens.length ? line.tokens[from + WORDS_SHOWN].end : line.text.length;
  const parts = from ? ["… "] : [];
  let at = from ? line.tokens[from].start : 0;
  for (const token of line.tokens.slice(from, from + WORDS_SHOWN + 1)) {
    if (!any(terms, token.word)) continue;
    parts.push(line.text.slice(at, token.start), make("mark", {}, line.text.slice(token.start, token.end)));
    at = token.end;
  }
  return [...parts, line.text.slice(at, last), last < line.text.length ? " …" : ""];
}

// How good an excerpt a line is: all of the words before some, prose before the row of a table, many places before few.
const worth = (line, terms) => 1000 * terms.filter((term) => line.tokens.some((token) => fits(term, token.word))).length
  + (line.text.includes(" · ") ? 0 : 500) + line.tokens.filter((token) => any(terms, token.word)).length;

// Where a result leads: its section and, in a browser that knows text fragments, the words of the excerpt.
function href({ doc, fragment }, line, terms) {
  const hit = line ? line.tokens.findIndex((token) => any(terms, token.word)) : -1;
  const words = hit < 0 || line.text.includes(" · ") ? "" : line.text.slice(line.tokens[Math.max(0, hit - AROUND)].start, line.tokens[Math.min(hit + AROUND, line.tokens.length - 1)].end);
  const text = words && `:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`;
  return `${INDEX.docnames[doc]}.html${fragment || text ? `#${fragment}${text}` : ""}`;
}

function result({ kind, places }, terms) {
  const [{ entry }, ...others] = places, [heading, ...lines] = entry.lines;
  const page = titles.get(entry.doc), ofPage = ["chapter", "page"].includes(kind);
  const title = ofPage && heading.text !== page ? [page, make("small", {}, " › ", ...marked(heading, terms))] : marked(heading, terms);
  const best = lines.reduce((best, line) => worth(line, terms) > worth(best, terms) ? line : best, lines[0]);
  const shown = kind === "statement" ? new Set([lines[0], lines[1], best]) : [best];
  const item = make("li", {}, make("p", { className: "sort" }, KINDS[kind]), make("h2", {}, make("a", { href: href(entry, ofPage && best, terms) }, ...title)));
  for (const line of shown) item.append(make("p", {}, ...marked(line, terms)));
  if (others.length && ofPage) {
    const links = others.slice(0, PLACES).map((place) => make("li", {}, make("a", { href: href(place.entry) }, place.entry.fragment ? place.entry.lines[0].text : "Beginning")));
    if (others.length > PLACES) links.push(make("li", {}, `and ${others.length - PLACES} more`));
    item.append(make("ul", { className: "places", ariaLabel: "Further places" }, ...links));
  }
  return item;
}

// How many letters have to change to make one word of the other.
function distance(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
    row = next;
  }
  return row[other.length];
}

// Words of the book that are spelt nearly so.
function nearest(term) {
  const known = new Map();
  for (const { lines } of entries) for (const { text, tokens } of lines) for (const { word, start, end } of tokens) {
    if (!known.has(word) && Math.abs(word.length - term.length) < 4 && isNumber(word) === isNumber(term)) known.set(word, text.slice(start, end));
  }
  const far = [...known].map(([word, written]) => ({ written, by: word.startsWith(term) ? 1 : distance(term, word) }));
  return far.filter(({ by }) => by <= Math.max(1, term.length / 3)).sort((a, b) => a.by - b.by).slice(0, NEAREST).map(({ written }) => written);
}

function links(words) {
  return make("ul", { className: "places" }, ...words.map((word) => make("li", {}, make("a", { href: `?q=${encodeURIComponent(word)}` }, word))));
}

function nothing(query, found) {
  const unknown = found.filter(({ word }) => !entries.some(({ lines }) => lines.some((line) => line.tokens.some((token) => fits(word, token.word)))));
  if (!unknown.length) return [make("p", {}, "Each word is in the book, but no section has all of them. One at a time:"), links(found.map(({ start, end }) => query.slice(start, end)))];
  return unknown.flatMap(({ word, start, end }) => {
    const offered = nearest(word), written = query.slice(start, end);
    return [make("p", {}, `“${written}” is not in the book.${offered.length ? " Nearest words:" : ""}`), ...(offered.length ? [links(offered)] : [])];
  });
}

function counted(groups) {
  const kinds = ORDER.map((kind) => [kind, groups.filter((group) => group.kind === kind).length]).filter(([, count]) => count);
  const named = kinds.map(([kind, count]) => `${count} ${(COUNTED[kind] ?? [KINDS[kind], `${KINDS[kind]}s`])[+(count > 1)]}`.toLowerCase());
  return groups.length ? `${groups.length} ${groups.length > 1 ? "results" : "result"}: ${named.join(", ")}` : "No results";
}

document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("find"), status = document.getElementById("count"), list = document.getElementById("results");
  const more = document.getElementById("more"), none = document.getElementById("none");

  function show() {
    const query = typed(box.value);
    const found = tokens(query), terms = [...new Set(found.map((token) => token.word))].filter(Boolean);
    const groups = terms.length ? search(terms) : [];
    list.replaceChildren(...groups.slice(0, AT_FIRST).map((group) => result(group, terms)));
    none.replaceChildren(...(groups.length ? [] : terms.length ? nothing(query, found) : query.trim() ? [make("p", {}, SIGNS)] : []));
    status.textContent = terms.length ? counted(groups) : "";
    more.hidden = groups.length <= AT_FIRST;
    more.textContent = `Show all ${groups.length} results`;
    more.onclick = () => {
      more.hidden = true;
      list.append(...groups.slice(AT_FIRST).map((group) => result(group, terms)));
      list.children[AT_FIRST].querySelector("a").focus();
    };
  }

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  box.addEventListener("input", () => {
    history.replaceState(null, "", box.value ? `?q=${encodeURIComponent(box.value)}` : location.pathname);
    show();
  });
  show();
});
