// How words are compared wherever the reader may type some: 98 000 is 98,000, Geórgia is Georgia, ТАСС is TASS.
const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_]|[.,](?=\d))*/gu;
const CYRILLIC = "а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы i э e ю iu я ia і i қ q ғ g ң n ө o ұ u ү u һ h ә a".split(" ");
const LATIN = new Map(CYRILLIC.flatMap((letter, at) => at % 2 ? [] : [[letter, CYRILLIC[at + 1]]]).concat([["ъ", ""], ["ь", ""]]));

const folded = new Map();
// A word as it is compared: numbers without commas, letters in lower case, Latin and without accents; C9 is C09.
// Where spellings of one name differ, one stands for all: `k` for `c`, so that РБК is RBC.
function fold(word) {
  if (!folded.has(word)) folded.set(word, /^\d[\d.,]*$/.test(word) ? word.replaceAll(",", "") : spelt(word));
  return folded.get(word);
}

function spelt(word) {
  const plain = word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\x00-\x7f]/g, (letter) => LATIN.get(letter) ?? letter);
  return plain.replaceAll("y", "i").replaceAll("x", "ks").replaceAll("c", "k").replace(/([a-z])\1+/g, "$1").replace(/^k(?=\d(\.|$))/, "k0");
}

function tokens(text) {
  return [...text.matchAll(WORD)].map((found) => ({ word: fold(found[0]), start: found.index, end: found.index + found[0].length }));
}

const isNumber = (term) => /^[\d.]+$/.test(term);
const fits = (term, word) => isNumber(term) ? word === term : word.startsWith(term);

// What was typed, with numbers in one piece.
const typed = (text) => text.replace(/(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, "");
