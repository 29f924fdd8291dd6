import type { Explanation, Lab } from '../../api.js';
import { UCUM } from '../../chart/result.js';

/** What an expression may ask of one patient, by the names behind `%`; an empty list where nothing is known. */
export type Offered = Readonly<Record<string, unknown>>;

type Reading = Explanation['readings'][number];

const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const FLAG = { positive: 'POS', negative: 'NEG', yes: 'H', no: 'N', unknown: undefined } as const;

/** Every name of which an explanation says what it was: the results as the rules see them, the facts, and what the steps saw. */
export function offeredNames(
  { patient, facts, rules, readings }: Pick<Explanation, 'patient' | 'facts' | 'rules' | 'readings'>,
  labs: readonly Lab[],
): Offered {
  const offered: Record<string, unknown> = { age: patient.age ?? [], sex: patient.sex ?? [] };
  for (const [name, { value, category, reason }] of Object.entries(facts)) {
    offered[name] = value ?? [];
    offered[`${name}Category`] = category ?? [];
    offered[`${name}Reason`] = reason ?? [];
  }
  // As a step saw it, it is not rounded.
  const seen = [...rules.flatMap(({ steps }) => steps), ...Object.values(facts)];
  for (const { saw } of seen)
    for (const [name, value] of Object.entries(saw)) offered[name] = value ?? [];
  const byLab = new Map(readings.map((reading) => [reading.lab, reading]));
  for (const lab of labs) offered[nameOf(lab.id)] = observationOf(byLab.get(lab.id), lab) ?? [];
  return offered;
}

/** The name of a lab behind `%`: `two-words` → `twoWords`. */
export function nameOf(id: string): string {
  return id.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/** Names of results that are known only as a bound, each with its bound, such as `>2000`. */
export function boundsIn(readings: Explanation['readings']): ReadonlyMap<string, string> {
  return new Map(
    readings.flatMap(({ lab, comparator, value, why }) =>
      comparator === undefined || value === undefined || why !== undefined
        ? []
        : [[nameOf(lab), `${comparator}${value}`]],
    ),
  );
}

/** A reading as the Observation the rules see; nothing when it cannot be used. */
function observationOf(reading: Reading | undefined, lab: Lab): fhir4.Observation | undefined {
  if (reading === undefined || reading.why !== undefined || reading.from === '') return undefined;
  const { value, limit, result, raised } = reading;
  if (value === undefined && result === undefined && lab.kind !== 'presence') return undefined;
  const unit = lab.unit ?? '';
  const quantity = (number: number): fhir4.Quantity => ({ value: number, unit, system: UCUM, code: unit });
  const high = limit?.multiple ?? limit?.value;
  const flag = FLAG[result ?? raised];
  const { system = '', code = '' } = lab.codes[0] ?? {};
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system, code }] },
    ...(value !== undefined && { valueQuantity: quantity(value) }),
    ...(high !== undefined && { referenceRange: [{ high: quantity(high) }] }),
    ...(flag !== undefined && { interpretation: [{ coding: [{ system: FLAGS, code: flag }] }] }),
  };
}
