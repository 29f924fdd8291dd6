import { Concepts, IRRELEVANT, RELEVANT, type Assess } from './concepts.js';

/** What a look at the bytes of a line came to: it cannot matter; it does, and whose it is stands in `Glance`; or it must be parsed. */
export type Glanced = 'passed' | 'kept' | 'parse';

const WINDOW = 6;
/** Of these six bytes each the places are looked for; all other names begin otherwise. */
const SOUGHT = ['"code"', '"compo', '"conta', '"subje'];
const [QUOTE, BACKSLASH, COLON, OPEN, SLASH] = [0x22, 0x5c, 0x3a, 0x7b, 0x2f];
const [C, O, D, S, U] = ['c', 'o', 'd', 's', 'u'].map((letter) => letter.charCodeAt(0)) as [
  ...[number, number, number, number, number],
];

const TYPE_NAME = Buffer.from('"resourceType"');
const MOST_OF_TYPE = 64;
const REFERENCE = Buffer.from('"reference"');
const PATIENT = Buffer.from('Patient/');
const HTTP = Buffer.from('http');

/** How far the window may be moved on, by its last two bytes (Horspool, for four words at once). */
const STEPS = new Uint8Array(0x10000).fill(WINDOW - 1);
for (const word of SOUGHT)
  for (let last = 1; last < WINDOW; last++) {
    const pair = (word.charCodeAt(last - 1) << 8) | word.charCodeAt(last);
    STEPS[pair] = Math.min(STEPS[pair] ?? 0, WINDOW - 1 - last);
  }

/** The types of which every resource of a patient counts, whatever its code. */
const OF_THE_PATIENT = new Set([
  'Condition',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationAdministration',
  'Procedure',
  'DiagnosticReport',
  'ServiceRequest',
]);
/** All types that are read. */
export const READ_TYPES: ReadonlySet<string> = new Set(['Patient', 'Observation', ...OF_THE_PATIENT]);

/**
 * Looks at lines without parsing them. What it passes by cannot change an answer: it is of a type that is not read, or an Observation
 * whose code, read as JSON, says nothing. Whatever is written in another way than programs write it is parsed: escaped letters (`\u`), parts
 * (`component`, `contained`), a code that is no object, a subject with more than a reference.
 */
export class Glance {
  readonly #concepts: Concepts;
  #escapesIn: Buffer | undefined;
  #nextEscape = -1;
  /** The type of the line before, with the quote after it: most lines of a file have the same. */
  #typeBytes = Buffer.from('"');
  #type = '';
  /** Type of the line looked at last; empty where it does not stand first. */
  type = '';
  /** Of a line that is kept: what it says, and where in it the id of its patient stands. */
  says = IRRELEVANT;
  idStart = 0;
  idEnd = 0;

  constructor(assess: Assess) {
    this.#concepts = new Concepts(assess);
  }

  line(bytes: Buffer, start: number, end: number): Glanced {
    this.#readType(bytes, start, end);
    if (this.type === '') return 'parse';
    if (!READ_TYPES.has(this.type)) return 'passed';
    if (this.type === 'Patient' || this.#isEscaped(bytes, start, end)) return 'parse';
    return this.#search(bytes, start, end, this.type === 'Observation');
  }

  /** The type that stands first, or the only one: what is contained has a type, too. */
  #readType(bytes: Buffer, start: number, end: number): void {
    this.type = '';
    let name = start + 1;
    if (!isAt(bytes, name, TYPE_NAME)) {
      name = bytes.indexOf(TYPE_NAME, start);
      if (name < 0 || name >= end) return;
      const other = bytes.indexOf(TYPE_NAME, name + 1);
      if (other >= 0 && other < end) return;
    }
    const quote = valueAfter(bytes, name + TYPE_NAME.length, end);
    if (quote < 0 || bytes[quote] !== QUOTE) return;
    if (!isAt(bytes, quote + 1, this.#typeBytes)) {
      const to = bytes.indexOf(QUOTE, quote + 1);
      if (to < 0 || to >= end || to - quote > MOST_OF_TYPE) return;
      this.#typeBytes = Buffer.from(bytes.subarray(quote + 1, to + 1));
      this.#type = this.#typeBytes.toString('latin1', 0, to - quote - 1);
    }
    this.type = this.#type;
  }

  /** Whether a letter of it is written as `\u0041`. */
  #isEscaped(bytes: Buffer, start: number, end: number): boolean {
    if (this.#escapesIn !== bytes || (this.#nextEscape >= 0 && this.#nextEscape < start)) {
      this.#escapesIn = bytes;
      this.#nextEscape = bytes.indexOf(BACKSLASH, start);
    }
    if (this.#nextEscape < 0 || this.#nextEscape >= end) return false;
    for (let at = this.#nextEscape; at < end; at++)
      if (bytes[at] === BACKSLASH && bytes[++at] === U) return true;
    return false;
  }

  #search(bytes: Buffer, start: number, end: number, isObservation: boolean): Glanced {
    let says = isObservation ? IRRELEVANT : RELEVANT;
    let codes = 0;
    let subject = -1;
    let subjects = 0;
    for (let at = start + WINDOW - 1; at < end;) {
      const step = STEPS[((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0)] ?? 1;
      if (step > 0) {
        at += step;
        continue;
      }
      const from = at - WINDOW + 1;
      const second = bytes[from + 1];
      if (bytes[from] !== QUOTE) at++;
      else if (second === C && bytes[from + 2] === O) {
        const third = bytes[from + 3];
        if (third !== D) {
          // "component" and "contained" hold resources of their own.
          if (isWord(bytes, from, 1) || isWord(bytes, from, 2)) return 'parse';
          at++;
        } else if (!isObservation || !isWord(bytes, from, 0)) at++;
        else {
          const value = valueAfter(bytes, at + 1, end);
          if (value < 0 || bytes[value] === QUOTE) at++;
          else if (bytes[value] !== OPEN) return 'parse';
          else {
            const found = this.#concepts.read(bytes, value, end);
            if (found === undefined) return 'parse';
            says |= found;
            codes++;
            at = this.#concepts.end + WINDOW - 1;
          }
        }
      } else if (second === S && isWord(bytes, from, 3)) {
        subjects++;
        subject = from;
        at += WINDOW;
      } else at++;
    }
    if (isObservation && codes === 0) return 'parse';
    if (says === IRRELEVANT) return 'passed';
    this.says = says;
    return subjects === 1 && this.#readSubject(bytes, subject, end) ? 'kept' : 'parse';
  }

  /** `"subject":{"reference":"Patient/1"` and what may follow, also an absolute URL; false where it is written in another way. */
  #readSubject(bytes: Buffer, subject: number, end: number): boolean {
    const object = valueAfter(bytes, subject + '"subject"'.length, end);
    if (object < 0 || bytes[object] !== OPEN) return false;
    const name = pastBlanks(bytes, object + 1, end);
    if (!isAt(bytes, name, REFERENCE)) return false;
    const text = valueAfter(bytes, name + REFERENCE.length, end);
    if (text < 0 || bytes[text] !== QUOTE) return false;
    let at = text + 1;
    let id = at;
    for (; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === SLASH) id = at + 1;
    this.idStart = id;
    this.idEnd = at;
    const type = id - PATIENT.length;
    if (at >= end || type < text + 1 || !isAt(bytes, type, PATIENT)) return false;
    // Alone, or at the end of an absolute URL.
    return (
      isId(bytes, id, at) && (type === text + 1 || (bytes[type - 1] === SLASH && isAt(bytes, text + 1, HTTP)))
    );
  }
}

function isWord(bytes: Buffer, from: number, which: number): boolean {
  const word = SOUGHT[which] ?? '';
  for (let at = 1; at < WINDOW; at++) if (bytes[from + at] !== word.charCodeAt(at)) return false;
  return true;
}

function isAt(bytes: Buffer, from: number, word: Buffer): boolean {
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word[at]) return false;
  return true;
}

function pastBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++;
  return at;
}

/** Where the value of a name begins that ends before `from`; -1 when what stood there was no name. */
function valueAfter(bytes: Buffer, from: number, end: number): number {
  const colon = pastBlanks(bytes, from, end);
  return bytes[colon] === COLON ? pastBlanks(bytes, colon + 1, end) : -1;
}

/** FHIR R4 id: up to 64 letters, digits, `-` and `.`. */
function isId(bytes: Buffer, start: number, end: number): boolean {
  if (end === start || end - start > 64) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const isOfId =
      (byte >= 0x61 && byte <= 0x7a) ||
      (byte >= 0x30 && byte < 0x3a) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x2d && byte < SLASH);
    if (!isOfId) return false;
  }
  return true;
}
