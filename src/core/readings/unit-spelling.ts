import { plainText } from './plain-text.js';

/** Longer strings are no unit of any laboratory; units of 10 kB are an attack. */
const LONGEST_UNIT = 64;

/** Spellings of the litre and its parts in a denominator, in lower case. A cubic millimetre is a microlitre. */
const VOLUMES: Readonly<Record<string, string>> = {
  l: 'L',
  dl: 'dL',
  ml: 'mL',
  ul: 'uL',
  mcl: 'uL',
  nl: 'nL',
  mm3: 'uL',
  'mm^3': 'uL',
  'mm*3': 'uL',
  cmm: 'uL',
  cumm: 'uL',
  'cu mm': 'uL',
};

/** Spellings of what is counted or measured, as written. Case counts: Mg is no mg. */
const MEASURES: Readonly<Record<string, string>> = {
  '[IU]': 'IU',
  '[iU]': 'IU',
  iu: 'IU',
  UI: 'IU',
  ui: 'IU',
  '[iu]': 'IU',
  u: 'U',
  unit: 'U',
  units: 'U',
  Unit: 'U',
  Units: 'U',
  mcg: 'ug',
  mcmol: 'umol',
  mckat: 'ukat',
  gm: 'g',
  gms: 'g',
  k: '10*3',
  K: '10*3',
  thou: '10*3',
  Thou: '10*3',
  thous: '10*3',
  Thous: '10*3',
  thousand: '10*3',
  Thousand: '10*3',
  thousands: '10*3',
  Thousands: '10*3',
  cells: '',
  fl: 'fL',
  ml: 'mL',
};

const PREFIXES: Readonly<Record<string, string>> = {
  kilo: 'k',
  deci: 'd',
  milli: 'm',
  micro: 'u',
  nano: 'n',
  pico: 'p',
  femto: 'f',
};
const BASES: Readonly<Record<string, string>> = {
  gram: 'g',
  mole: 'mol',
  mol: 'mol',
  katal: 'kat',
  liter: 'L',
  litre: 'L',
};

/** x10^3, X10E3, ×10³, 10**3, x10(3), 10*3. */
const POWER_OF_TEN = /^[x×*]? ?10 ?(?:(?:\*\*?|\^|e) ?(\d{1,2})|\((\d{1,2})\)) ?(.*)$/iu;
const WORD = /^(kilo|deci|milli|micro|nano|pico|femto)?(gram|mole|mol|katal|liter|litre)s?$/u;
const ANNOTATION = /\{[^{}]*\}/gu;

/** The unit as a reader sees it: for showing it, never for reading it. */
export function cleanUnit(text: string): string {
  return text.length > LONGEST_UNIT ? text.slice(0, LONGEST_UNIT + 1) : plainText(text);
}

/**
 * One spelling for the many of a unit: `µg/l`, `mcg/L` and `microgram per liter` are `ug/L`, `x10(3)/µL` and `Thousand/uL` are
 * `10*3/uL`. A table, no grammar: what is not in it stays as it is, and is then on no list. Nothing changes its size.
 */
export function foldUnit(text: string): string {
  const plain = cleanUnit(text);
  if (plain.length > LONGEST_UNIT) return plain;
  const micro = withoutAnnotation(plain)
    .replaceAll('µ', 'u')
    .replaceAll('m^2', 'm2')
    .replace(/ per /iu, '/')
    .replace(/ ?\/ ?/gu, '/');
  const slash = micro.indexOf('/');
  if (slash === -1) return measure(micro);
  return `${measure(micro.slice(0, slash))}/${volume(micro.slice(slash + 1))}`;
}

/**
 * The same of a unit in capitals alone, as systems without lower case send it: the case-insensitive form of UCUM, in which
 * M is milli and mega is MA. `undefined` when there is a small letter in it.
 */
export function foldCapitals(text: string): string | undefined {
  const plain = cleanUnit(text);
  return plain === plain.toUpperCase() ? foldUnit(plain.toLowerCase()) : undefined;
}

/** Text in braces has no meaning in UCUM; where nothing is left it is the name of the unit. */
function withoutAnnotation(text: string): string {
  if (!text.includes('{')) return text;
  const rest = text.replace(ANNOTATION, '').trim();
  return rest === '' || rest.endsWith('/') ? text : rest;
}

function measure(text: string): string {
  const [, exponent, inBrackets, counted = ''] = POWER_OF_TEN.exec(text) ?? [];
  const power = exponent ?? inBrackets;
  if (power !== undefined)
    return `10*${String(Number(power))}${counted === '' ? '' : (named(MEASURES, counted) ?? ` ${counted}`)}`;
  return named(MEASURES, text) ?? word(text) ?? text;
}

function volume(text: string): string {
  return named(VOLUMES, text.toLowerCase()) ?? word(text) ?? text;
}

/** Units written out: nanogram, deciliter. */
function word(text: string): string | undefined {
  const [, prefix = '', base] = WORD.exec(text.toLowerCase()) ?? [];
  return base === undefined ? undefined : `${PREFIXES[prefix] ?? ''}${BASES[base] ?? ''}`;
}

function named(table: Readonly<Record<string, string>>, text: string): string | undefined {
  return Object.hasOwn(table, text) ? table[text] : undefined;
}
