import type { Expression } from '../language/expression.js';
import type { Meaning } from '../facts/names.js';
import { withoutNumber } from '../facts/resolvers.js';
import type { Remark } from '../model/advice.js';
import type { Fact } from '../model/knowledge.js';
import type { Limit } from '../readings/limit.js';
import type { Reading } from '../readings/reading.js';
import type { Judgement } from '../rules/judge.js';
import { dayText } from './dates.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import type { Places } from './sentence.js';
import {
  capitalised,
  escapeMarkdown,
  printIndex,
  printNumber,
  printReported,
  printRounded,
  printValue,
} from './text.js';

/** What is needed of a reading to say its value. */
type ReportedReading = Pick<Reading, 'amount' | 'outcome' | 'lab'>;

/** No name of a medicine is longer. */
const LONGEST_NAME = 80;

/** What the laboratory reported, in its unit and in a spelling of the list, never as received: `1123.6 pmol/L`, `>2000 pg/mL`, `positive`. */
export function reportedText(reading: ReportedReading, book: Phrasebook): string {
  const { amount, outcome, lab } = reading;
  if (!amount) return outcome ? book.say('positive', outcome) : '';
  return withUnit(numberText(reading, book), amount.reported?.unit ?? lab.unit, book);
}

/** The number of that alone: `>2000`. */
export function numberText({ amount }: Pick<Reading, 'amount'>, book: Phrasebook): string {
  if (!amount) return '';
  const { comparator = '', stated, reported } = amount;
  const isOwnSize = reported?.isOwnSize ?? true;
  const printed = isOwnSize ? printNumber(stated) : printReported(reported?.value ?? stated);
  return `${comparator}${book.number(printed)}`;
}

/** A limit of a result in the unit of that result, without the unit: `300`, `\\<300` where the limit itself is above. */
export function limitNumber(
  { amount }: Pick<Reading, 'amount'>,
  { value = 0, exclusive }: Limit,
  book: Phrasebook,
): string {
  const { factor, offset } = amount?.reported ?? { factor: 1, offset: 0 };
  return escapeMarkdown(`${exclusive ? '<' : ''}${book.number(printRounded((value - offset) / factor))}`);
}

function withUnit(number: string, unit = '', book: Phrasebook): string {
  return `${number} ${book.has('units', unit) ? book.say('units', unit) : unit}`.trim();
}

/** What a lab is called. */
export function labName(id: string, book: Phrasebook): string {
  return book.say('labs', id);
}

/** Several labs in one phrase. */
export function labList(ids: readonly string[], book: Phrasebook): string {
  const names = ids.map((id) => labName(id, book));
  return names.length === 2 ? names.join(` ${book.say('lists', 'and')} `) : names.join(', ');
}

/** The sentence of a remark, with what came from the record escaped. */
export function remarkText({ kind, lab, places }: Remark, book: Phrasebook): string {
  const name = labName(lab, book);
  const escaped = Object.fromEntries(
    Object.entries(places).map(([key, text]) => [key, escapeMarkdown(text)]),
  );
  const withLimit = `${kind}-limit`;
  const key = places['limit'] && book.has('remarks', withLimit) ? withLimit : kind;
  return book.say('remarks', key, { ...escaped, lab: name, Lab: capitalised(name) });
}

/**
 * The places that name the medicine a condition asks for: `vitamin B12 therapy (Hydroxocobalamin, 10 Nov)`, or no more
 * than what it is, where the record has none.
 */
export function medicinePlaces(when: Expression, { facts, occasion, parts: { book } }: Findings): Places {
  const asked = facts.medicine(when);
  if (!asked) return {};
  const { set, taken } = asked;
  const kind = book.say('valueSets', set.id);
  const name = escapeMarkdown(taken?.name.slice(0, LONGEST_NAME) ?? '');
  const day = taken?.day === undefined ? '' : dayText(taken.day, occasion.now, book);
  const known = [name, day].filter((part) => part !== '').join(', ');
  const medicine = known === '' ? kind : book.say('lists', 'named', { value: kind, name: known });
  return { medicine, Medicine: capitalised(medicine) };
}

/** The triggers of a rule that are raised. */
export function raisedTriggers({ rule }: Pick<Judgement, 'rule'>, { readings }: Findings): string[] {
  return rule.triggers.filter((id) => readings(id).raised === 'yes');
}

/** A sentence whose places are names of the knowledge: labs as stated, facts, age. `more` fills others, and goes first. */
export function sayOfPatient(findings: Findings, group: string, key: string, more: Places = {}): string {
  const { book } = findings.parts;
  const names = book.placesIn(group, key).filter((name) => !Object.hasOwn(more, name));
  const own = Object.fromEntries(names.map((name) => [name, placeText(name, findings)]));
  return book.say(group, key, { ...own, ...more });
}

function placeText(name: string, findings: Findings): string {
  const { facts, person, readings, parts } = findings;
  const { book, client } = parts;
  if (book.has('contacts', name))
    return escapeMarkdown(client.contacts?.[name] ?? book.say('contacts', name));
  const meaning = parts.vocabulary.meanings.get(name);
  switch (meaning?.kind) {
    case 'age':
      return String(person.age?.first ?? '');
    case 'lab':
      return book.number(statedText(readings(meaning.lab.id)));
    case 'fact':
      return factText(name, meaning, findings);
    default:
      return book.number(printValue(facts.value(name)));
  }
}

/** The number as it is worked with. */
function statedText({ amount }: Reading): string {
  if (!amount) return '';
  const isConverted = amount.reported !== undefined && !amount.reported.isOwnSize;
  return isConverted ? printRounded(amount.stated) : String(amount.stated);
}

function factText(
  name: string,
  { fact, part }: Extract<Meaning<Fact>, { kind: 'fact' }>,
  { facts, parts: { book, vocabulary }, readings }: Findings,
): string {
  if (part === 'missing') return labList(withoutNumber(vocabulary.inputs(fact), readings), book);
  const value = facts.value(name);
  if (part === 'category' || part === 'reason') {
    // Where a bound leaves it open, what holds for the number as stated.
    const word = printValue(value ?? facts.stated(name));
    return word === '' ? '' : book.say(part === 'category' ? 'categories' : 'reasons', `${fact.id}-${word}`);
  }
  if (value !== undefined) return book.number(printFact(fact, value));
  const stated = facts.stated(name);
  return stated === undefined
    ? ''
    : book.say('lists', 'bound', { value: book.number(printFact(fact, stated)) });
}

/** A fact without dimension is an index. */
function printFact({ unit, numbers }: Fact, value: unknown): string {
  if (unit !== '1' || typeof value !== 'number') return printValue(value);
  return printIndex(
    value,
    numbers.map((one) => one.value),
  );
}
