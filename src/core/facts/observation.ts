import type { YesNo } from '../model/explanation.js';
import type { Lab } from '../model/knowledge.js';
import type { Earlier, Reading } from '../readings/reading.js';

/** What is known only as a span is asked at its ends. */
export type End = 'low' | 'high';

const UCUM = 'http://unitsofmeasure.org';
const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const FLAG = { positive: 'POS', negative: 'NEG', yes: 'H', no: 'N', unknown: undefined } as const;

/**
 * A reading as the FHIR Observation expressions see: the lab's own code and unit, one limit, `derivedFrom` the original.
 * `undefined` when there is no usable result; all of one shape, so that reading an element is cheap.
 */
export function offeredObservation(reading: Reading, end?: End): fhir4.Observation | undefined {
  const { lab, amount, limit, outcome, result, problem } = reading;
  if (!result || problem !== undefined || (!amount && !outcome && lab.kind !== 'presence')) return undefined;
  const unit = lab.unit ?? '';
  const quantity = (value: number): fhir4.Quantity => ({ value, unit, system: UCUM, code: unit });
  const high = limit?.multiple ?? limit?.value;
  const flag = FLAG[outcome ?? raisedAt(reading, end)];
  const { system = '', code = '' } = lab.codes[0] ?? {};
  const { id } = result.observation;
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system, code }] },
    valueQuantity: amount && quantity(end ? amount[end] : amount.stated),
    referenceRange: high === undefined ? undefined : [{ high: quantity(high) }],
    interpretation: flag === undefined ? undefined : [{ coding: [{ system: FLAGS, code: flag }] }],
    derivedFrom: id === undefined ? undefined : [{ reference: `Observation/${id}` }],
  } satisfies Record<keyof OfferedElements, unknown> as fhir4.Observation;
}

/** The same of an earlier result; read as stated. */
export function offeredEarlier(
  lab: Lab,
  { amount, limit, raised, result }: Earlier,
): fhir4.Observation | undefined {
  return offeredObservation({ lab, amount, limit, raised, result, remarks: [] });
}

/** The elements every offered Observation has, be it as `undefined`. */
type OfferedElements = Pick<
  fhir4.Observation,
  'resourceType' | 'status' | 'code' | 'valueQuantity' | 'referenceRange' | 'interpretation' | 'derivedFrom'
>;

/** Whether a reading is raised, at one end of what it may be. */
export function raisedAt({ raised, amount, limit }: Reading, end: End | undefined): YesNo {
  if (end === undefined || raised !== 'unknown' || !amount || limit?.value === undefined) return raised;
  return amount[end] > limit.value || (limit.exclusive && amount[end] === limit.value) ? 'yes' : 'no';
}
