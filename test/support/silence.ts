import type { Advice, ExplainedReading, Explanation } from '../../src/core/model/explanation.js';
import { isLater, momentOf } from '../../src/core/record/moment.js';
import { adviceOn, bundleOf, REVIEW, reviewOf, type TriggerId, TRIGGERS, VIEW, viewOf } from './ask.js';
import { NOW } from './clock.js';
import { knowledge } from './shipped.js';
import type { Anything, Found, Json, Made } from './generated-records.js';

/** An answer, and all that its cards say as a reader sees it. */
interface Told {
  readonly explanation: Explanation;
  readonly text: string;
  readonly cards: Advice['cards'];
}

function told(advice: Advice): Told {
  const texts = advice.cards.map(({ summary, detail }) => `${summary}\n${detail}`);
  return {
    explanation: advice.explain(),
    cards: advice.cards,
    text: texts.join('\n').replace(/\\(?=[^\w\s])/gu, ''),
  };
}

const ask = (patient: Json, resources: readonly Json[]): Told =>
  told(adviceOn(viewOf(resources, { patient }), VIEW));

/** The same handed over by the result hook, the others prefetched. */
const review = (patient: Json, handedOver: readonly Json[], others: readonly Json[]): Told =>
  told(adviceOn(reviewOf(handedOver, { patient, more: bundleOf(others) }), REVIEW));

const names = ({ text }: Told, { number }: Pick<Made, 'number'>): boolean =>
  new RegExp(`(?<![\\d.])${number.replace('.', '\\.')}(?!\\d|\\.\\d)`, 'u').test(text);

const readingOf = ({ explanation }: Told, labId: string): ExplainedReading | undefined =>
  explanation.readings.find((one) => one.lab === labId);

/** Whether a reading or what was passed over is of this result, by its number. */
const isOf = (
  one: { readonly lab: string; readonly received: string } | undefined,
  { lab, number }: Made,
): boolean =>
  one?.lab === lab &&
  new RegExp(`(?<![\\d.])${number.replace('.', '\\.')}(?!\\d|\\.\\d)`, 'u').test(one.received);

/** Withdrawn, or replaced by a version that says by an identifier of its own that it is one. */
function isWithdrawn(one: Made, all: readonly Made[], { explanation }: Told): boolean {
  const passed = explanation.passedOver.find((it) => isOf(it, one));
  if (passed?.why !== 'withdrawn' && passed?.why !== 'replaced') return false;
  return all.some((other) => other !== one && isOfLab(other, one.lab) && sharesKey(other, one, all));
}

/** By its codes: one that carries those of two is a version of either. */
function isOfLab({ labs }: Made, id: string): boolean {
  return labs.includes(id);
}

/** Of one sample, be it by way of others. */
function sharesKey(one: Made, other: Made, all: readonly Made[]): boolean {
  const known = new Set(other.keys);
  for (let size = -1; size !== known.size;) {
    size = known.size;
    for (const it of all) {
      const { keys } = it;
      if (isOfLab(it, other.lab) && keys.some((key) => known.has(key))) keys.forEach((key) => known.add(key));
    }
  }
  return one.keys.some((key) => known.has(key));
}

const isNewer = (one: Made, other: Made): boolean =>
  one.at !== undefined && other.at !== undefined && isLater(one.at, other.at);

/** A result that stands, newer for certain, can be read, and by itself says what `test` asks. */
function isOvertaken(
  one: Made,
  all: readonly Made[],
  told: Told,
  alone: (other: Made) => ExplainedReading | undefined,
  test: (reading: ExplainedReading) => boolean,
): boolean {
  return all.some((other) => {
    if (other.lab !== one.lab || !isNewer(other, one)) return false;
    const stands =
      isOf(readingOf(told, one.lab), other) ||
      told.explanation.passedOver.some(
        (it) => isOf(it, other) && !['withdrawn', 'replaced', 'no-result', 'date-missing'].includes(it.why),
      );
    const reading = alone(other);
    return stands && reading !== undefined && reading.why === undefined && test(reading);
  });
}

/** What a red flag reads, but for the rows that take it away. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  R1: ['ferritin'],
  R2: ['alt', 'ast'],
  R3: ['bilirubin'],
  R4: ['inr'],
  R5: ['ferritin', 'hemoglobin', 'wbc', 'neutrophils', 'platelets'],
  R6: ['alt', 'ast', 'platelets', 'pregnancy-status'],
};

/** Reasons of the explanation for which a raised result makes no card. */
const QUIET = ['worked-up', 'within-variation', 'above-laboratory-limit-only', 'older-than-news', 'no-news'];

/** The explanation says why there is no card of the trigger. */
function isQuiet({ explanation: { quietened } }: Told, labId: string): boolean {
  return quietened.some(
    ({ rule, id, makes }) =>
      makes === 'silent' && QUIET.includes(id) && knowledge.rules.get(rule)?.triggers.includes(labId),
  );
}

/** A row of the table that itself names the fact which was added. */
function isTakenByRow(flag: string, after: Told): boolean {
  const fact = (name: string) => after.explanation.facts[name]?.value === true;
  switch (flag) {
    case 'R3':
      return fact('gilbertPattern');
    case 'R4':
      return fact('anticoagulated') || after.explanation.facts['liverInjuryWithInr']?.value === false;
    case 'R5':
      return fact('lowCountsExpected') || fact('hemoglobinExpectedLow');
    default:
      return false;
  }
}

/** Labs of which the low results are those that a red flag asks for. */
const LOW = ['hemoglobin', 'wbc', 'platelets'];

/** Of results of which nothing tells which is the newest, one that says at least as much is used. */
function isBesideAWorse(one: Made, { explanation: { passedOver, readings } }: Told): boolean {
  const why = passedOver.find((it) => isOf(it, one))?.why;
  if (why !== 'same-time' && why !== 'order-open') return false;
  const used = readings.find(({ lab }) => lab === one.lab);
  if (used?.value === undefined || used.why !== undefined) return false;
  return LOW.includes(one.lab) ? used.value <= one.value : used.value >= one.value;
}

type Alone = (one: Made) => ExplainedReading | undefined;

/** Named on a card itself, or another that is as raised (or, of a red flag's inputs, can be read as well) and not older for certain. */
function isNamed(one: Made, all: readonly Made[], answer: Told, alone: Alone, raised: boolean): boolean {
  return all.some((other) => {
    if (other !== one && (other.lab !== one.lab || isNewer(one, other) || !names(answer, other)))
      return false;
    if (other === one) return names(answer, one);
    const reading = alone(other);
    return reading?.why === undefined && (!raised || reading?.raised === 'yes');
  });
}

/** What was found by the record alone and is neither on a card nor accounted for once more was added. */
export function lostFindings(
  { patient, findings, added, others, before: first }: Found,
  hook: string,
): string[] {
  const resources = findings.map(({ resource }) => resource);
  // What a hook hands over without a date is taken as of today.
  const handedOver = hook !== VIEW && first;
  const kept = added.map((it) => (handedOver ? { ...it, at: it.at ?? momentOf(NOW) } : it));
  const more = [...kept.map(({ resource }) => resource), ...others];
  const before = ask(patient, resources);
  const after =
    hook === VIEW
      ? ask(patient, first ? [...more, ...resources] : [...resources, ...more])
      : first
        ? review(patient, more, resources)
        : review(patient, resources, more);
  const all = [...findings, ...kept];
  const alone: Alone = (one) => {
    const isHandedOver = handedOver && kept.includes(one);
    const answer = isHandedOver ? review(patient, [one.resource], []) : ask(patient, [one.resource]);
    return readingOf(answer, one.lab);
  };
  const lost: string[] = [];

  for (const labId of TRIGGERS) {
    const was = readingOf(before, labId);
    if (was?.raised !== 'yes') continue;
    const one = findings.find((it) => isOf(was, it));
    if (!one) throw new Error(`no result behind ${show(was)}`);
    const now = readingOf(after, labId);
    const used = all.find((it) => isOf(now, it));
    if (now?.raised === 'yes' && used && (names(after, used) || isQuiet(after, labId))) continue;
    if (isNamed(one, all, after, alone, true) || isWithdrawn(one, all, after)) continue;
    if (isOvertaken(one, all, after, alone, ({ raised }) => raised === 'no')) continue;
    lost.push(`${labId} ${one.number}: ${show(now)}`);
  }

  // Red flags are asked where something is raised: of what was withdrawn, or is not raised any more, none is.
  const isRaised = (told: Told, labId: string): boolean => readingOf(told, labId)?.raised === 'yes';
  const isSettled = (one: Made): boolean =>
    isWithdrawn(one, all, after) || isOvertaken(one, all, after, alone, ({ raised }) => raised === 'no');
  const raisedBefore = findings.filter(
    (one) => isRaised(before, one.lab) && TRIGGERS.includes(one.lab as TriggerId),
  );
  if (!TRIGGERS.some((labId) => isRaised(after, labId)) && raisedBefore.every(isSettled))
    return lost.length === 0 ? [] : [...lost, trace(after, all, others)];

  for (const flag of before.explanation.redFlags) {
    if (after.explanation.redFlags.includes(flag)) continue;
    if (isTakenByRow(flag, after)) continue;
    const reasons = [...new Set([...(INPUTS[flag] ?? []), ...TRIGGERS])].flatMap((labId) => {
      const was = readingOf(before, labId);
      const one = findings.find((it) => isOf(was, it));
      if (!one || isOf(readingOf(after, labId), one)) return [];
      const isAccounted =
        isBesideAWorse(one, after) ||
        isNamed(one, all, after, alone, false) ||
        isWithdrawn(one, all, after) ||
        isOvertaken(one, all, after, alone, () => true);
      return [{ labId, isAccounted }];
    });
    if (reasons.length > 0 && reasons.every(({ isAccounted }) => isAccounted)) continue;
    lost.push(`${flag}: ${show(reasons)}`);
  }
  return lost.length === 0 ? [] : [...lost, trace(after, all, others)];
}

/** Raised results of the triggers that the answer does not account for. */
export function unaccounted({ patient, added, others }: Anything): string[] {
  const answer = ask(patient, [...added.map(({ resource }) => resource), ...others]);
  const alone: Alone = (one) => readingOf(ask(patient, [one.resource]), one.lab);
  const lost = added.flatMap((one) => {
    if (!TRIGGERS.includes(one.lab as TriggerId) || names(answer, one)) return [];
    const byItself = alone(one);
    if (byItself?.raised !== 'yes' || !isOf(byItself, one) || isWithdrawn(one, added, answer)) return [];
    const now = readingOf(answer, one.lab);
    if (isOf(now, one) && isQuiet(answer, one.lab)) return [];
    const passed = answer.explanation.passedOver.find((it) => isOf(it, one));
    if (passed?.why === 'older' || passed?.why === 'same-time' || passed?.why === 'order-open') {
      const used = added.find((it) => isOf(now, it));
      if (now?.raised === 'yes' && used && (names(answer, used) || isQuiet(answer, one.lab))) return [];
      if (isNamed(one, added, answer, alone, true)) return [];
      if (isOvertaken(one, added, answer, alone, ({ raised }) => raised === 'no')) return [];
    }
    return [`${one.lab} ${one.number}: ${show(passed)} ${show(now)}`];
  });
  return lost.length === 0 ? [] : [...lost, trace(answer, added, others)];
}

/** What a failure is understood from. */
function trace(
  { text, explanation: { passedOver, readings } }: Told,
  all: readonly Made[],
  others: readonly Json[],
): string {
  return [
    text,
    ...[...passedOver, ...readings, ...all.map(({ resource }) => resource), ...others].map((one) =>
      JSON.stringify(one),
    ),
  ].join('\n');
}

const show = (value: unknown): string => JSON.stringify(value, undefined, 1);
