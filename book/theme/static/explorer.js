/* The explorer: flow model, ranges and rule as in the library, on the JSON that book/explorer.py puts into the page. */
"use strict";
(() => {
  const DATA = JSON.parse(document.getElementById("explorer-data").textContent);
  const DEFAULT = Object.fromEntries(Object.entries(DATA.parameters).map(([name, p]) => [name, p.neutral]));

  /* Figures with a range, computed at the corners, as in quantity.py. */
  const NUDGE = 1e-6;
  const exact = value => ({ value, low: value, high: value, beyond: [false, false] });
  const union = lists => [...new Set(lists.flat())];
  const ends = all => [Math.min(...all), Math.max(...all)];
  const extremes = (f, xs, ys) => ends(xs.flatMap(x => ys.map(y => f(x, y) || 0))); // 0 for what is no number
  const nudged = ({ low, high, beyond }) => [low, high].map((x, end) => (beyond[end] ? x + (end || -1) * NUDGE * (Math.abs(x) || 1) : x));
  function computed(f, a, b) {
    const [low, high] = extremes(f, [a.low, a.high], [b.low, b.high]);
    const [lowest, highest] = a.beyond.concat(b.beyond).some(Boolean) ? extremes(f, nudged(a), nudged(b)) : [low, high];
    return { value: f(a.value, b.value), low, high, beyond: [lowest < low, highest > high] };
  }
  const [plus, times, over] = [(x, y) => x + y, (x, y) => x * y, (x, y) => x / y].map(f => (a, b) => computed(f, a, b));
  const isClosed = q => Number.isFinite(q.low) && Number.isFinite(q.high);
  function span(figures) {
    const closed = figures.filter(isClosed);
    const all = (closed.length ? closed : figures).map(q => {
      const low = Number.isFinite(q.low) ? q.low : q.value, high = Number.isFinite(q.high) ? q.high : q.value;
      return { value: q.value, low, high, beyond: [q.beyond[0] || low > q.low, q.beyond[1] || high < q.high] };
    });
    if (!all.length) return null;
    const low = Math.min(...all.map(q => q.low)), high = Math.max(...all.map(q => q.high));
    return { value: all[0].value, low, high, beyond: [0, 1].map(end => all.some(q => q.beyond[end])) };
  }

  /* Witnesses, and a formula at every pairing of those that decide, as in evidence.py. */
  const witness = ([origin, grade, value, low, high, below, above, read, printed, isBound]) => (
    { origin, grade, figure: { value, low: low ?? -Infinity, high: high ?? Infinity, beyond: [below, above] }, read, printed, isBound });
  const supposed = value => [[{ origin: "", grade: "A", figure: exact(value), read: [], printed: [], isBound: false }], []];
  for (const step of Object.values(DATA.evidence).flatMap(Object.values).flat()) step[1] = step[1].map(sides => sides.map(witness));
  function combine(formula, a, b) {
    const pairings = (xs, ys) => xs.flatMap(x => ys.map(y => {
      const figure = formula(x.figure, y.figure), origins = union([x.origin, y.origin].filter(Boolean));
      return {
        figure, origin: origins.join(" and "), grade: x.grade > y.grade ? x.grade : y.grade, isBound: !isClosed(figure),
        read: union([x.read, y.read]), printed: union([x.printed, y.printed]),
      };
    }));
    return [pairings(a[0], b[0]), pairings(a[1], b[0]).concat(pairings(a[0], b[1]))];
  }

  /* The flow model, as in data/claims.py. */
  const rate = s => s.weekly_arrivals ?? DATA.rate;
  function present(weekly, weeks, decline = 0, departure = 0, wave = 0, week = 0) {
    let sum = week < weeks ? wave * (1 - departure) ** (weeks - week) : 0;
    for (let t = 0; t < weeks; t += 1) sum += weekly * (1 - decline) ** t * (1 - departure) ** (weeks - t);
    return sum;
  }
  const after = (s, weeks) => present(rate(s), weeks, s.weekly_decline, s.weekly_departure, s.second_wave_arrivals, s.second_wave_week);
  const path = s => Array.from({ length: s.horizon_weeks }, (_, week) => after(s, week + 1));

  /* The tests of the three parts, as in claims.py. */
  const read = (name, s, figures) => DATA.evidence[figures][name].findLast(([from]) => from <= (s.as_of ?? "9999"))?.[1] ?? [[], []];
  const arrivals = (flow, s, figures) => (s.weekly_arrivals === null ? read(flow, s, figures) : supposed(s.weekly_arrivals));
  const stock = (passed, name, s, figures) => (passed === null ? read(name, s, figures) : supposed(passed));
  const figureOf = ([deciding]) => span(deciding.map(w => w.figure));
  const CLAIMS = {
    C05: {
      flow: "gross", unit: [1, " a mile", " arrivals a mile"], needs: ["weekly_arrivals", "flow", "evidence", "tolerance_hedged"],
      found: (s, figures) => combine(over, arrivals(s.flow ?? "gross", s, figures), read("border", s, figures)),
    },
    C09: {
      flow: "net", unit: [2, " times", " times as many citizens"],
      needs: ["flow", "evidence", "weekly_arrivals", "citizens_before", "weekly_departure", "tolerance_hedged"],
      found: (s, figures, flow = s.flow ?? "net") => {
        const stayed = exact(present(1, 1, 0, s.weekly_departure)), before = stock(s.citizens_before, "citizens", s, figures);
        return combine((came, there) => plus(over(times(came, stayed), there), exact(1)), arrivals(flow, s, figures), before);
      },
      beside: s => ["gross", "excess", "net"].filter(flow => flow !== (s.flow ?? "net")),
    },
    C11: {
      unit: [1, "%", "% more people"],
      needs: ["evidence", "weekly_arrivals", "population", "weekly_decline", "weekly_departure", "horizon_weeks",
        "second_wave_arrivals", "second_wave_week", "tolerance_hedged"],
      found: (s, figures) => {
        const stayed = exact(present(1, s.horizon_weeks, s.weekly_decline, s.weekly_departure));
        const wave = exact(present(0, s.horizon_weeks, 0, s.weekly_departure, s.second_wave_arrivals, s.second_wave_week));
        const rise = (came, there) => times(over(plus(times(came, stayed), wave), there), exact(100));
        return combine(rise, supposed(rate(s)), stock(s.population, "population", s, figures));
      },
    },
  };

  /* The rule for a figure, as in rule.py. */
  const FOR = ["holds", "roughly"], AGAINST = ["overstated", "understated", "contradicted"], DUST = 1e-12;
  const side = word => FOR.includes(word) - AGAINST.includes(word);
  function judgeFigure(stated, found, tolerance) {
    const [smaller, larger] = [Math.abs(stated), Math.abs(found)].sort((x, y) => x - y);
    const off = stated === found ? 0 : stated * found <= 0 ? Infinity : larger / smaller - 1;
    if (off <= tolerance + DUST) return "holds";
    if (off <= 2 * tolerance + DUST) return "roughly";
    if (off >= 1 - DUST) return "contradicted";
    return Math.abs(stated) > Math.abs(found) ? "overstated" : "understated";
  }
  function outcomes(stated, witnesses, tolerance) {
    return witnesses.flatMap(w => {
      const nearest = Math.min(Math.max(stated, w.figure.low), w.figure.high), word = judgeFigure(stated, nearest, tolerance);
      if (w.isBound && !AGAINST.includes(word)) return [];
      const direction = FOR.includes(word) ? 0 : Math.abs(stated) > Math.abs(nearest) ? 1 : -1;
      return [{ word, name: `${w.origin} (${w.grade})`, direction }];
    });
  }
  function agreed(found) {
    const words = new Set(found.map(o => o.word)), directions = new Set(found.map(o => o.direction));
    if (new Set([...words].map(side)).size > 1 || (directions.has(1) && directions.has(-1))) return "mixed";
    return ["roughly", "holds", "overstated", "understated", "contradicted"].find(word => words.has(word)) ?? "open";
  }
  function seen(s, id, vantage) {
    if (vantage === "written") return [{ ...DEFAULT, tolerance_hedged: s.tolerance_hedged }, "written"];
    const figures = s.evidence === "essay" ? "best" : s.evidence;
    return vantage === "known" ? [s, figures] : [{ ...s, as_of: DATA.claims[id].by }, figures];
  }
  const wordOf = (id, s) => agreed(outcomes(DATA.claims[id].stated, CLAIMS[id].found(...seen(s, id, "known"))[0], s.tolerance_hedged));
  function judge(id, s, vantage = "known") {
    const { stated, sought } = DATA.claims[id], [own, figures] = seen(s, id, vantage), claim = CLAIMS[id];
    const [deciding, others] = claim.found(own, figures), tolerance = s.tolerance_hedged;
    const heard = outcomes(stated, deciding, tolerance), word = agreed(heard), names = list => union(list.map(o => o.name));
    const by = sign => names(heard.filter(o => side(o.word) === sign));
    const besides = (claim.beside?.(own) ?? []).map(flow => claim.found(own, figures, flow));
    const ids = union([[deciding, others], ...besides].flat(2).flatMap(w => [w.read, w.printed]));
    return {
      word, ids, rests: union(deciding.map(w => w.read)), found: figureOf([deciding]), missing: heard.length ? [] : [sought],
      fragile: [0.5, 2].some(factor => agreed(outcomes(stated, deciding, tolerance * factor)) !== word),
      contested: word === "mixed" ? [] : names(outcomes(stated, others, tolerance).filter(o => ![0, side(word)].includes(side(o.word)))),
      sides: word === "mixed" ? [by(1).length ? by(1) : by(0), by(-1).length ? by(-1) : by(0)] : [],
    };
  }

  /* What the vocabulary accepts, as in scenario.py: the value, or why not. */
  const grouped = number => number.toLocaleString("en-GB", { maximumFractionDigits: 9 });
  const shown = value => (typeof value === "string" ? `'${value.slice(0, 40)}'` : String(value));
  const refusal = (name, value, expected) => `parameter ${name}: found ${shown(value)}, expected ${expected}`;
  function isDay(text) {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`);
    return day && !Number.isNaN(+day) && day.toISOString().startsWith(text) && text >= "2022-09-21" && text <= "2100-12-31";
  }
  function checked(name, value) {
    const p = DATA.parameters[name], isWhole = p.type === "int", expected = words => [null, words];
    if (value === null && p.neutral === null) return [null];
    if (p.choices.length) return p.choices.includes(value) ? [value] : expected(`one of ${p.choices.join(", ")}`);
    if (p.type === "str") return isDay(value) ? [value] : expected("a date such as 2022-09-30, from 2022-09-21 to 2100-12-31");
    if (!(isWhole ? Number.isInteger : Number.isFinite)(value)) return expected(`a ${isWhole ? "whole " : ""}number (${p.unit})`);
    return value >= p.low && value <= p.high ? [value + 0] : expected(`${grouped(p.low)} to ${grouped(p.high)} (${p.unit})`);
  }
  function refused(s) {
    const wrong = Object.entries(s).find(pair => checked(...pair).length > 1);
    if (wrong) return refusal(...wrong, checked(...wrong)[1]);
    const isLate = s.second_wave_week >= s.horizon_weeks, expected = `less than horizon_weeks (${s.horizon_weeks})`;
    return isLate ? refusal("second_wave_week", s.second_wave_week, expected) : "";
  }

  /* The address: settings that are not the default. */
  const changed = s => Object.entries(s).filter(([name, value]) => value !== DEFAULT[name]);
  const address = s => changed(s).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const command = s => [".venv/bin/papermill notebooks/10_scenario_lab.ipynb out.ipynb", ...changed(s).map(pair => `-p ${pair.join(" ")}`)].join(" ");
  function typed(name, text) {
    if (text === "" || text === "None") return null;
    return DATA.parameters[name].type === "str" || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? text : Number(text);
  }
  function addressed(hash) {
    const s = { ...DEFAULT }, wrong = [];
    for (const [name, text] of new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"))) {
      const isKnown = Object.hasOwn(DATA.parameters, name), [value, expected] = isKnown ? checked(name, typed(name, text)) : [];
      if (name === "claim" && text in CLAIMS) continue; // the claim that a chapter leads to
      if (!isKnown) wrong.push(`parameter ${shown(name)}: not in the vocabulary`);
      else if (expected) wrong.push(refusal(name, typed(name, text), expected));
      else s[name] = value;
    }
    return [s, wrong];
  }

  /* Where the word of a part turns while one number moves: stretches with one word each, and their ends. */
  function stretches(id, name, s, low, high) {
    const isWhole = DATA.parameters[name].type === "int", at = x => wordOf(id, { ...s, [name]: x });
    const top = name === "second_wave_week" ? Math.min(high, s.horizon_weeks - 1) : high;
    const bottom = name === "horizon_weeks" ? Math.max(low, s.second_wave_week + 1) : low;
    const number = isWhole ? top - bottom : 120, found = [{ from: bottom, word: at(bottom) }];
    function between(a, b, before, after) {
      if (before === after) return;
      const middle = (a + b) / 2;
      if (b - a <= (isWhole ? 1 : 1e-10 * Math.max(1, Math.abs(b))) || middle <= a || middle >= b) {
        found.at(-1).to = a;
        found.push({ from: b, to: b, word: after });
      } else {
        const cut = isWhole ? Math.floor(middle) : middle, word = at(cut);
        between(a, cut, before, word);
        between(cut, b, word, after);
      }
    }
    let previous = bottom, before = found[0].word;
    for (let k = 1; k <= number; k += 1) {
      const x = bottom + ((top - bottom) * k) / number, word = at(x);
      between(previous, x, before, word);
      [previous, before] = [x, word];
    }
    found.at(-1).to = top;
    return found;
  }

  window.explorer = { DATA, DEFAULT, judge, path, present, refused, addressed, address, command, stretches };

  /* The page. */
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const explore = $(".explore"), message = $(".message[role=status]"), said = $(".said"), controls = $$(".control[data-name]");
  const SYMBOLS = JSON.parse(explore.dataset.symbols), IDS = Object.keys(CLAIMS);
  const ARRIVALS = { gross: ", all entries", excess: " above the usual", net: " who stay" };
  // The claim to start at; what a slider in hand was at before; the control that the reader has to do with.
  let settings = { ...DEFAULT }, start = "", held = null, control = null, waiting;

  const put = (where, ...parts) => where.replaceChildren(...parts.filter(Boolean));
  function make(name, about, ...parts) {
    const node = Object.assign(document.createElement(name), about);
    node.append(...parts);
    return node;
  }
  const symbol = word => make("span", { className: "symbol", ariaHidden: "true" }, SYMBOLS[word]);
  const worded = word => make("span", { className: `word ${word}` }, symbol(word), ` ${word}`);
  function ranged({ value, low, high, beyond }, id, form = 1) {
    const { unit } = CLAIMS[id], digits = { minimumFractionDigits: unit[0], maximumFractionDigits: unit[0] };
    const [a, v, b] = [low, value, high].map(x => x.toLocaleString("en-GB", digits));
    const signs = beyond.map((is, end) => (is ? "≤≥"[end] : ""));
    return (a === b ? signs.join("") + a : `${signs[0]}${a} to ${signs[1]}${b}`) + unit[form] + (v === a || v === b ? "" : ` (${v})`);
  }
  const scaleOf = name => (DATA.parameters[name].unit === "share" ? 100 : 1);
  const scaled = (value, by) => Number((value * by).toPrecision(12));
  const spoken = (name, value) => grouped(scaled(value, scaleOf(name))) + (scaleOf(name) === 100 ? "%" : "");
  const labelOf = name => $(`label[for=${name}]`).textContent;
  const rounded = number => (number === undefined ? "none" : grouped(Math.round(number)));

  /* The one figure that a slider stands for at a claim: what was passed, else what the evidence gives. */
  function given(id, name) {
    const [s, figures] = seen({ ...settings, [name]: null }, id, "known");
    if (name !== "weekly_arrivals") return figureOf(read(name.split("_")[0], s, figures))?.value;
    return id === "C11" ? DATA.rate : figureOf(arrivals(s.flow ?? CLAIMS[id].flow, s, figures))?.value;
  }
  const current = (id, name) => settings[name] ?? given(id, name) ?? 0;

  /* The control in use stays where it is on the screen, whatever grows or shrinks above it. */
  function steadily(change) {
    const top = control?.getBoundingClientRect().top;
    change();
    if (control) scrollBy({ top: control.getBoundingClientRect().top - top, behavior: "instant" });
  }
  const show = (isFinal, notice = "") => steadily(() => update(isFinal, notice));
  function update(isFinal, notice) {
    const wrong = refused(settings), text = notice + (wrong ? `Refused: ${wrong}. No number is shown until this is put right.` : "");
    message.hidden = !text;
    if (message.textContent !== text) message.textContent = text;
    controls.forEach(fill);
    const same = ([, values]) => address({ ...DEFAULT, ...values }) === address(settings);
    $("#scenario").value = Object.entries(DATA.scenarios).find(same)?.[0] ?? "";
    $(".command").textContent = wrong ? "" : command(settings);
    for (const id of IDS) verdict(id, wrong ? null : judge(id, settings));
    draw(wrong ? null : path(settings));
    clearTimeout(waiting);
    explore.classList.toggle("held", Boolean(held)); // long texts wait until the slider is let go
    if (wrong) $$(".turns, .strips, .until").forEach(each => put(each));
    else if (!held) waiting = setTimeout(() => steadily(turns), isFinal ? 0 : 150);
    if (!isFinal || wrong) return;
    said.textContent = IDS.map(id => `${id} ${wordOf(id, settings)}`).join(", ");
    const to = [address(settings), start && `claim=${start}`].filter(Boolean).join("&");
    history.replaceState(null, "", to ? `#${to}` : location.pathname); // "#" alone scrolls up
  }
  const set = (values, isFinal = true) => { settings = { ...settings, ...values }; show(isFinal); };
  function fill(control) {
    const name = control.dataset.name, value = settings[name], [field, slider] = $$("input, select", control);
    const text = typeof value === "number" ? String(scaled(value, scaleOf(name))) : value ?? "";
    field.setAttribute("aria-invalid", String(checked(name, value).length > 1));
    if (field !== document.activeElement) field.value = text;
    const own = $(".own", control), figure = id => `${id}\u00a0${rounded(given(id, name))}`;
    if (own) own.hidden = value === null;
    if (own) put($(".given", control), `Evidence: ${IDS.filter(id => CLAIMS[id].needs.includes(name)).map(figure).join(" · ")}`);
    if (!slider) return;
    if (value !== null) $$(".strip u", control).forEach(each => { each.style.left = along(slider, scaled(value, scaleOf(name))); });
    slider.value = current("C11", name) * scaleOf(name);
    slider.ariaValueText = value === null ? "as the evidence has it" : spoken(name, value) + (scaleOf(name) === 100 ? "" : ` ${DATA.parameters[name].unit}`);
  }
  function verdict(id, now) {
    const found = now?.found ? ranged(now.found, id) : "–", card = $(`.claim[data-claim=${id}]`);
    const into = (name, ...parts) => put($(name, card), ...parts);
    $$(`[data-claim=${id}] .verdict`).forEach(each => put(each, now ? worded(now.word) : "–"));
    $(`.summary [data-claim=${id}] .found`).textContent = found.replace(" to ", "–");
    into(".says", DATA.claims[id].says);
    if (!now) return [".number", ".marks", ".vantages", ".sources"].forEach(name => into(name));
    const text = now.found ? ranged(now.found, id, 2) : "nothing", to = `${explore.dataset.statements}#`;
    const number = now.rests.length ? make("a", { className: "figure", href: to + now.rests[0] }, text) : make("span", {}, text);
    number.dataset.ids = now.rests.join(" "); // its card, from cards.js
    into(".number", "Found ", number, `; the essay says ${DATA.claims[id].stated}${CLAIMS[id].unit[1]}.`);
    if (held) return null;
    const fragile = now.fragile ? ["at half or at double the tolerance the word is another"] : [], [pro, contra] = now.sides;
    const marks = Object.entries({ Fragile: fragile, "Contested by": now.contested, Missing: now.missing, For: pro ?? [], Against: contra ?? [] });
    into(".marks", marks.filter(([, names]) => names.length).map(([mark, names]) => `${mark}: ${names.join(", ")}. `).join(""));
    into(".vantages", ...["knowable", "written"].flatMap(vantage => {
      const then = judge(id, settings, vantage);
      return [`As ${vantage}: `, worded(then.word), then.found ? ` ${ranged(then.found, id)}. ` : ". "];
    }));
    return into(".sources", ...now.ids.map(each => make("a", { href: to + each }, make("code", {}, each))));
  }
  function draw(points) {
    const svg = $(".path svg"), width = svg.clientWidth || 320, height = svg.clientHeight || 170, foot = height - 24, weeks = settings.horizon_weeks, last = points?.at(-1), right = width - 8;
    const people = current("C11", "population"), level = (people * DATA.claims.C11.stated) / 100;
    const share = points && judge("C11", settings).found, rise = share ? `: ${ranged(share, "C11")} of a population of ${rounded(people)}` : "";
    const text = points ? `Present at the end of each week: ${rounded(points[0])} after the first, ${rounded(last)} after week ${weeks}${rise}.` : "";
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", text || "No path");
    $(".path figcaption").textContent = text;
    if (!points) return svg.replaceChildren();
    const top = 1.1 * Math.max(1, level, ...points), x = week => 8 + ((right - 8) * week) / weeks, y = n => foot - ((foot - 16) * n) / top;
    const line = [0, ...points].map((n, week) => `${x(week).toFixed(1)},${y(n).toFixed(1)}`).join(" ");
    const stated = `<path class="level" d="M8 ${y(level)}H${right}"/><text x="10" y="${y(level) - 5}">${DATA.claims.C11.stated}% of this population: ${rounded(level)}</text>`;
    return svg.innerHTML = `<polygon class="area" points="8,${foot} ${line} ${right},${foot}"/><polyline class="line" points="${line}"/>
      <path class="axis" d="M8 ${foot}H${right}"/>${level ? stated : ""}<text x="8" y="${foot + 17}">week 0</text>
      <text x="${right}" y="${foot + 17}" text-anchor="end">week ${weeks}: ${rounded(last)}</text>`;
  }

  /* Where words turn: a strip and the nearest turns of each claim at each control, and what makes a claim hold. */
  function turns() {
    const until = { C05: [], C09: [], C11: [] };
    for (const control of controls.filter(each => $(".turns", each))) {
      const name = control.dataset.name, slider = $("input[type=range]", control), lines = [], strips = [];
      for (const id of IDS.filter(each => CLAIMS[each].needs.includes(name))) {
        const here = wordOf(id, settings), now = slider ? current(id, name) : settings[name], at = x => wordOf(id, { ...settings, [name]: x });
        const reach = slider && [slider.min, slider.max].map(end => end / scaleOf(name));
        const choices = DATA.parameters[name].choices.map(to => ({ from: to, to, word: at(to) }));
        const found = slider ? stretches(id, name, settings, ...reach) : choices;
        const [below, above] = [found.filter(each => each.to < now), found.filter(each => each.from > now)];
        const near = slider ? [below.at(-1), above[0]] : found.filter(each => each.word !== here);
        const turning = near.filter(Boolean).map(each => turn(id, name, each, now, each.word));
        if (turning.length) lines.push(make("p", {}, `${id} turns to `, ...turning));
        const holds = each => each.word === "holds", holding = slider ? [below.findLast(holds), above.find(holds)] : near.filter(holds);
        if (here !== "holds") until[id].push(...holding.filter(Boolean).map(each => turn(id, name, each, now)));
        if (slider && found.length > 1) strips.push(strip(id, found, now, slider));
      }
      put($(".turns", control), ...lines);
      if (slider) put($(".strips", control), ...strips);
    }
    const lead = id => (wordOf(id, settings) === "holds" ? "" : until[id].length ? "It holds with " : "No single slider or choice makes it hold.");
    for (const id of IDS) put($(`.claim[data-claim=${id}] .until`), lead(id), ...until[id]);
  }
  function turn(id, name, { from, to }, now, word) {
    const unit = scaleOf(name) ** 2, isUp = now < from, isChoice = typeof from === "string";
    const even = isChoice ? from : isUp ? Math.ceil(from * unit) / unit : Math.floor(to * unit) / unit;
    const value = even >= from && even <= to ? even : isUp ? from : to, text = isChoice ? value : spoken(name, value);
    const onclick = () => { set({ [name]: value }); $(`#${name}`).focus(); }, more = isChoice ? "" : isUp ? " or more" : " or less";
    const isRate = name === "weekly_arrivals", kind = (isRate && CLAIMS[id].flow && ARRIVALS[settings.flow ?? CLAIMS[id].flow]) || "";
    const own = isChoice || DEFAULT[name] !== null ? "" : ` (${isRate && !kind ? "essay" : "evidence"}: ${rounded(given(id, name))})`;
    const words = word ? [worded(word), ` ${isChoice ? "with" : "at"} ${text}`] : [`${labelOf(name)}${kind}: ${text}${more}${own}`];
    return make("button", { type: "button", onclick }, ...words);
  }
  const along = ({ min, max }, shown) => `${Math.min(100, (100 * (shown - min)) / (max - min))}%`;
  function strip(id, found, now, slider) {
    const at = x => along(slider, x * scaleOf(slider.id)), marker = make("u", { style: `left: ${at(now)}` });
    const stretch = ({ from, to, word }) => make("i", { className: word, style: `left: ${at(from)}; right: calc(100% - ${at(to)})` });
    return make("div", { className: "strip" }, make("b", {}, id), ...found.map(stretch), marker);
  }

  /* What the reader does. */
  function entered(name, field) {
    if (field.value === "") return field.validity.badInput ? "?" : DATA.parameters[name].neutral;
    return typeof typed(name, field.value) === "number" ? scaled(Number(field.value), 1 / scaleOf(name)) : field.value;
  }
  for (const each of controls) {
    const { name } = each.dataset;
    for (const field of $$("input, select", each)) {
      field.addEventListener("input", () => set({ [name]: entered(name, field) }, false));
      field.addEventListener("change", () => show(true));
    }
    $("input[type=range]", each)?.addEventListener("pointerdown", () => { held = { [name]: settings[name] }; });
    $(".own", each)?.addEventListener("click", () => set({ [name]: null }));
  }
  addEventListener("pointerup", () => { held = null; });
  addEventListener("pointercancel", () => { const before = held; held = null; if (before) set(before); }); // a swipe that scrolls
  for (const type of ["pointerdown", "focusin"]) addEventListener(type, event => { control = event.target.closest?.(".control"); }, true);
  $("#scenario").addEventListener("change", event => set({ ...DEFAULT, ...DATA.scenarios[event.target.value] }));
  $(".reset").addEventListener("click", () => set(DEFAULT));
  $(".controls").addEventListener("submit", event => event.preventDefault());
  $(".copy").addEventListener("click", async () => {
    getSelection().selectAllChildren($(".command"));
    try { await navigator.clipboard.writeText($(".command").textContent); } catch { document.execCommand("copy"); }
    said.textContent = "Copied.";
  });
  function open() {
    const hash = location.hash.slice(1), isPlace = hash && document.getElementById(hash), [found, wrong] = addressed(isPlace ? "" : hash);
    if (!isPlace) settings = found; // else a link within the page was followed
    start = IDS.find(id => [hash, new URLSearchParams(hash).get("claim")].includes(id)) ?? "";
    show(true, wrong.length ? `Part of the address was not understood, and the default stands instead: ${wrong.join("; ")}. ` : "");
    (isPlace || document.getElementById(start))?.scrollIntoView();
  }
  addEventListener("hashchange", open);
  addEventListener("resize", () => draw(refused(settings) ? null : path(settings)));
  explore.hidden = false;
  open();
})();
