import type { YesNo } from '../model/advice.js';
import type { Reading } from '../readings/reading.js';

/** What is known only as a span is asked at its ends. */
export type End = 'low' | 'high';

const UCUM = 'http://unitsofmeasure.org';
const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const FLAG = { positive: 'POS', negative: 'NEG', yes: 'H', no: 'N', unknown: undefined } as const;

/**
 * A reading as the FHIR Observation expressions see: the lab's own code and unit, one limit, `derivedFrom` the original.
 * Empty when there is no usable result.
 */
export function offeredObservation(reading: Reading, end?: End): fhir4.Observation | [] {
  const { lab, amount, limit, outcome, result, problem } = reading;
  if (!result || problem !== undefined || (!amount && !outcome && lab.kind !== 'presence')) return [];
  const unit = lab.unit ?? '';
  const quantity = (value: number): fhir4.Quantity => ({ value, unit, system: UCUM, code: unit });
  const high = limit?.value ?? limit?.multiple;
  const flag = FLAG[outcome ?? raisedAt(reading, end)];
  const { system = '', code = '' } = lab.codes[0] ?? {};
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system, code }] },
    ...(amount && { valueQuantity: quantity(end ? amount[end] : amount.stated) }),
    ...(high !== undefined && { referenceRange: [{ high: quantity(high) }] }),
    ...(flag !== undefined && { interpretation: [{ coding: [{ system: FLAGS, code: flag }] }] }),
    ...(result.reference !== undefined && { derivedFrom: [{ reference: result.reference }] }),
  };
}

/** Whether a reading is raised, at one end of what it may be. */
export function raisedAt({ raised, amount, limit }: Reading, end: End | undefined): YesNo {
  if (end === undefined || raised !== 'unknown' || !amount || limit?.value === undefined) return raised;
  return amount[end] > limit.value ? 'yes' : 'no';
}
