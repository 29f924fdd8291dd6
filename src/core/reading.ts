import type { Remark, YesNo } from './advice.js';
import { codingKeys, codingsOf, isObject, keyOf } from './codes.js';
import type { Client, Lab } from './knowledge.js';
import { judgeAmount, type Limit } from './limit.js';
import { DAY, daysBetween, moment, type Moment } from './moment.js';
import type { Person } from './person.js';
import type { Result } from './record.js';
import { type Amount, readQuantity, readValueString, type ValueProblem } from './units.js';

/** The newest usable result of a lab, or why there is none. */
export interface Reading {
  readonly lab: Lab;
  /** Absent: nothing was received that counts. */
  readonly result?: Result;
  readonly day?: string;
  readonly ageDays?: number;
  /** The newest result that shows the test was done, be it not the one that counts. */
  readonly lastDone?: { readonly day: string; readonly ageDays: number };
  /** As received, clipped: `>2000 ng/mL`. */
  readonly received?: string;
  /** `quantity` labs: in the lab's own unit. */
  readonly amount?: Amount;
  readonly limit?: Limit;
  readonly raised: YesNo;
  /** `coded` labs. */
  readonly outcome?: 'positive' | 'negative';
  /** Why it cannot be used: a remark kind such as `unit-missing` or `stale`. */
  readonly problem?: string;
  readonly remarks: readonly Remark[];
}

/** What reading a lab needs beside its results. */
export interface Reader {
  readonly client: Client;
  readonly person: Person;
  readonly now: number;
  /** For reference ranges that apply in pregnancy only. */
  readonly pregnant: () => boolean;
}

/** Statuses whose results are evaluated; `preliminary`, `registered`, `cancelled` and `entered-in-error` are silent. */
const EVALUATED = ['final', 'amended', 'corrected'];
const LONGEST_RECEIVED = 40;

/**
 * Finds the newest result of a lab and reads it. If the newest cannot be read, an older one does not stand in for it.
 * Results without a usable date are said and passed over.
 */
export function readLab(lab: Lab, results: readonly Result[], reader: Reader): Reading {
  const remarks: Remark[] = [];
  const dated: (Result & { sampled: Moment })[] = [];
  const undated: Result[] = [];
  for (const result of results) {
    if (!isCandidate(result, lab)) continue;
    const { sampled } = result;
    if (sampled && sampled.first - reader.now <= DAY) {
      dated.push({ ...result, sampled });
      continue;
    }
    undated.push(result);
  }
  for (const result of undated.sort(inFixedOrder))
    remarks.push(remark(lab, result.sampled ? 'date-in-future' : 'date-missing', result));
  const candidates = newestFirst(lab, dated);
  const chosen = choose(lab, candidates);
  if (!chosen)
    return {
      lab,
      raised: 'unknown',
      ...(undated[0] && {
        result: undated[0],
        received: received(undated[0]),
        problem: remarks[0]?.kind ?? 'date-missing',
      }),
      remarks,
    };
  const reading = readResult(lab, chosen, reader, remarks);
  const done = candidates.find(({ observation }) => isEvaluated(observation.status, reader.client));
  if (reading.problem !== undefined || !done) return reading;
  const ageDays = Math.max(daysBetween(done.sampled.last, reader.now), 0);
  return { ...reading, lastDone: { day: done.sampled.day, ageDays } };
}

function readResult(
  lab: Lab,
  result: Result & { sampled: Moment },
  reader: Reader,
  remarks: Remark[],
): Reading {
  const { sampled, observation } = result;
  const [youngest, oldest] = [daysBetween(sampled.last, reader.now), daysBetween(sampled.first, reader.now)];
  const base = {
    lab,
    result,
    day: sampled.day,
    ageDays: Math.max(youngest, 0),
    received: received(result),
    remarks,
  };
  const unusable = (problem: string, places: Readonly<Record<string, string>> = {}): Reading => {
    remarks.push(remark(lab, problem, result, places));
    return { ...base, raised: 'unknown', problem };
  };
  const window = lab.window?.value ?? Infinity;
  if (youngest > window) return unusable('stale');
  if (oldest > window) return unusable('date-imprecise');
  if (result.problem !== undefined) return unusable(result.problem);
  if (!isEvaluated(observation.status, reader.client)) return unusable('status-unknown');
  if (lab.kind === 'presence') return { ...base, raised: 'unknown' };
  if (lab.kind === 'coded') {
    const outcome = outcomeOf(lab, observation);
    return { ...base, raised: 'unknown', ...(outcome && { outcome }) };
  }
  const amount = amountOf(lab, observation);
  if ('problem' in amount) return unusable(amount.problem, 'unit' in amount ? { unit: amount.unit } : {});
  const judged = judgeAmount(lab, amount, observation, reader.person, reader.pregnant);
  for (const note of judged.notes) remarks.push(remark(lab, note, result));
  if (judged.raised === 'unknown' && amount.comparator !== undefined && judged.limit.basis !== 'none')
    remarks.push(remark(lab, 'comparator-indeterminate', result));
  return { ...base, amount, limit: judged.limit, raised: judged.raised };
}

/** A result that counts as one: not withdrawn, not on its way, and with something in it. */
function isCandidate({ observation, problem }: Result, lab: Lab): boolean {
  const status: string | undefined = observation.status;
  if (problem === 'malformed')
    return !['registered', 'preliminary', 'cancelled', 'entered-in-error'].includes(status);
  if (!EVALUATED.includes(status) && !isStatusUnknown(status)) return false;
  if (hasValue(observation)) return true;
  if (observation.dataAbsentReason !== undefined) return false;
  if (observation.hasMember !== undefined || observation.component !== undefined) return false;
  return lab.kind !== 'presence';
}

function hasValue(observation: fhir4.Observation): boolean {
  return (
    observation.valueQuantity !== undefined ||
    observation.valueString !== undefined ||
    observation.valueCodeableConcept !== undefined ||
    observation.valueInteger !== undefined ||
    observation.valueBoolean !== undefined ||
    observation.valueRatio !== undefined ||
    observation.valueRange !== undefined
  );
}

/** Real feeds send `unknown` or nothing at all, where R4 wants a status. */
function isStatusUnknown(status: string | undefined): boolean {
  return status === undefined || status === 'unknown';
}

function isEvaluated(status: string | undefined, client: Client): boolean {
  return (
    EVALUATED.includes(status ?? '') ||
    client.acceptStatuses.includes(status === 'unknown' ? 'unknown' : 'missing')
  );
}

/** A result without an age limit that was ever positive stays positive; otherwise the newest counts. */
function choose(
  lab: Lab,
  candidates: readonly (Result & { sampled: Moment })[],
): (Result & { sampled: Moment }) | undefined {
  if (lab.kind === 'coded' && lab.window === undefined)
    return candidates.find((result) => isPositive(lab, result)) ?? candidates[0];
  return candidates[0];
}

function isPositive(lab: Lab, { observation, problem }: Result): boolean {
  return problem === undefined && outcomeOf(lab, observation) === 'positive';
}

/** Newest first. Several results of one specimen are versions of one: the last one issued stands. */
function newestFirst<R extends Result & { sampled: Moment }>(lab: Lab, results: readonly R[]): R[] {
  const versions = grouped(results, ({ observation }, index) => observation.specimen?.reference ?? index);
  const standing = versions.flatMap((group) => byVersion(lab, group).slice(0, 1));
  return grouped(standing, ({ sampled }) => sampled.last)
    .flatMap((group) => byVersion(lab, group))
    .sort((one, other) => other.sampled.last - one.sampled.last);
}

function grouped<R>(results: readonly R[], keyOf: (result: R, index: number) => unknown): R[][] {
  const groups = new Map<unknown, R[]>();
  for (const [index, result] of results.entries()) {
    const key = keyOf(result, index);
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return [...groups.values()];
}

/**
 * The later issued first, then the later updated, corrected over amended over final, the higher. A time that only some
 * of them carry tells nothing: compared two by two it could go round in a circle.
 */
function byVersion<R extends Result>(lab: Lab, results: readonly R[]): R[] {
  if (results.length < 2) return [...results];
  const times = [
    ({ observation }: R) => moment(observation.issued)?.last,
    ({ observation }: R) => moment(observation.meta?.lastUpdated)?.last,
  ].filter((time) => results.every((result) => time(result) !== undefined));
  return [...results].sort((one, other) => {
    for (const time of times) {
      const difference = (time(other) ?? 0) - (time(one) ?? 0);
      if (difference !== 0) return difference;
    }
    return (
      EVALUATED.indexOf(other.observation.status) - EVALUATED.indexOf(one.observation.status) ||
      statedValue(lab, other) - statedValue(lab, one) ||
      inFixedOrder(one, other)
    );
  });
}

/** For what nothing tells apart, so that the order of arrival cannot matter. */
function inFixedOrder(one: Result, other: Result): number {
  return JSON.stringify(one.observation) < JSON.stringify(other.observation) ? -1 : 1;
}

function statedValue(lab: Lab, { observation, problem }: Result): number {
  if (problem !== undefined) return -1;
  const amount = amountOf(lab, observation);
  return 'problem' in amount ? -1 : amount.stated;
}

function amountOf(lab: Lab, observation: fhir4.Observation): Amount | ValueProblem {
  const { valueQuantity, valueString, valueInteger } = observation;
  if (valueQuantity) {
    const { value, comparator, unit, code, system } = valueQuantity;
    if (value === undefined) return { problem: 'value-missing' };
    return readQuantity(lab, { value, ...(comparator && { comparator }), unit, code, system });
  }
  if (valueInteger !== undefined) return readQuantity(lab, { value: valueInteger });
  if (valueString !== undefined) return readValueString(lab, valueString);
  return { problem: hasValue(observation) ? 'value-unreadable' : 'value-missing' };
}

const INTERPRETATION = /observationinterpretation$|0078$/iu;

/** Positive or negative by coded value, laboratory interpretation, text or, for RNA and DNA, a number. */
export function outcomeOf(lab: Lab, observation: fhir4.Observation): 'positive' | 'negative' | undefined {
  const value = observation.valueCodeableConcept;
  const keys = codingKeys(value);
  if (lab.positive?.codes.some(({ system, code }) => keys.includes(keyOf(system, code)))) return 'positive';
  if (lab.negative?.codes.some(({ system, code }) => keys.includes(keyOf(system, code)))) return 'negative';
  for (const concept of observation.interpretation ?? []) {
    for (const { system, code } of codingsOf(concept)) {
      if (system !== undefined && (typeof system !== 'string' || !INTERPRETATION.test(system))) continue;
      if (code === 'POS') return 'positive';
      if (code === 'NEG') return 'negative';
    }
  }
  const texts = [observation.valueString, value?.text, ...codingsOf(value).map(({ display }) => display)];
  for (const text of texts) {
    const word = typeof text === 'string' ? text.trim().toLowerCase() : '';
    if (lab.positive?.texts.includes(word)) return 'positive';
    if (lab.negative?.texts.includes(word)) return 'negative';
  }
  const { value: number, comparator } = observation.valueQuantity ?? {};
  const above = lab.positive?.anyNumberAbove;
  if (above !== undefined && number !== undefined && !comparator?.startsWith('<'))
    return number > above ? 'positive' : 'negative';
  return undefined;
}

function remark(
  lab: Lab,
  kind: string,
  result: Result,
  places: Readonly<Record<string, string>> = {},
): Remark {
  const unit = kind === 'unit-unsupported' ? `:${places['unit'] ?? ''}` : '';
  return {
    id: `${lab.id}-${kind}${unit}`,
    kind,
    lab: lab.id,
    places: { day: result.sampled?.day ?? '', received: received(result), ...places },
  };
}

/** What came, in one short line: number with unit, or text. */
export function received({ observation }: Pick<Result, 'observation'>): string {
  const { valueQuantity, valueString, valueInteger, valueCodeableConcept } = observation;
  const quantity: unknown = valueQuantity;
  if (isObject(quantity)) {
    const parts = [quantity['comparator'], quantity['value'], ' ', quantity['unit'] ?? quantity['code']];
    return clip(
      parts
        .map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''))
        .join(''),
    );
  }
  const coding = codingsOf(valueCodeableConcept)[0];
  const text = [valueString, valueInteger, valueCodeableConcept?.text, coding?.display, coding?.code].find(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return clip(text === undefined ? '' : String(text));
}

function clip(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > LONGEST_RECEIVED ? `${trimmed.slice(0, LONGEST_RECEIVED - 1)}…` : trimmed;
}
