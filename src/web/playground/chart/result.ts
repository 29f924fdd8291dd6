import type { Lab } from '../api.js';
import { at, isRecord, type Path } from '../../parts/request.js';
import { capitalised } from '../../parts/text.js';

/** An Observation as a line of a lab screen; everything is text, as it stands in the fields. */
export interface ResultFields {
  /** A number as text, or whatever the laboratory wrote instead of one. */
  readonly value: string;
  readonly comparator: string;
  readonly unit: string;
  readonly low: string;
  readonly high: string;
  /** Code of v3-ObservationInterpretation. */
  readonly flag: string;
  readonly status: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export const UCUM = 'http://unitsofmeasure.org';
const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const NUMBER = /^\s*(<=|>=|<|>|)\s*(-?\d+(?:\.\d*)?)\s*$/u;

/** The lab test an Observation is a result of, by any code of its list, else by its exact name. Takes what was pasted. */
export function labOf(observation: fhir4.Observation, labs: readonly Lab[]): Lab | undefined {
  const codings = codingsOf(observation);
  const text = at(observation, ['code', 'text']);
  const named = typeof text === 'string' ? text.trim().toLowerCase() : undefined;
  return (
    labs.find(({ codes }) =>
      codes.some(({ system, code }) =>
        codings.some((one) => one['system'] === system && one['code'] === code),
      ),
    ) ?? (codings.length === 0 ? labs.find(({ name }) => name.toLowerCase() === named) : undefined)
  );
}

function codingsOf(observation: fhir4.Observation): readonly Record<string, unknown>[] {
  // Some send one coding where a list belongs; the service reads it, and takes blanks off a code.
  return [at(observation, ['code', 'coding'])]
    .flat()
    .filter(isRecord)
    .map((coding) => ({ ...coding, code: textOf(coding['code']).trim() }));
}

/** What a typed value reads back as: a number loses its comparator, which has a field of its own, and zeros that say nothing. */
export function settled(text: string): string {
  const value = NUMBER.exec(text)?.[2];
  return value === undefined ? text : String(Number(value));
}

/** What to call it on the screen. */
export function nameOf(observation: fhir4.Observation, lab: Lab | undefined): string {
  if (lab) return capitalised(lab.name);
  const words = [
    at(observation, ['code', 'text']),
    ...codingsOf(observation).flatMap((one) => [one['display'], one['code']]),
  ];
  return words.map(textOf).find((one) => one !== '') ?? 'No code';
}

/** The tests that start a rule, each of which is enough: `ferritin or vitamin B12`. */
export function triggersInWords(labs: readonly Lab[]): string {
  return labs
    .filter(({ role }) => role === 'trigger')
    .map(({ name }) => name)
    .join(' or ');
}

/** Takes what was pasted: what has another shape than FHIR gives it reads as nothing. */
export function fieldsOf(observation: fhir4.Observation): ResultFields {
  const read = (...path: Path): string => textOf(at(observation, path));
  return {
    value: valueText(observation),
    comparator: read('valueQuantity', 'comparator'),
    unit: read('valueQuantity', 'unit') || read('valueQuantity', 'code'),
    low: read('referenceRange', 0, 'low', 'value'),
    high: read('referenceRange', 0, 'high', 'value'),
    flag: read('interpretation', 0, 'coding', 0, 'code'),
    status: read('status'),
    date: read('effectiveDateTime').slice(0, 10),
  };
}

/** The Observation with one field changed; what else it holds stays. An emptied field is taken out. */
export function withField(
  observation: fhir4.Observation,
  field: keyof ResultFields,
  text: string,
  lab?: Lab,
  /** The unit of a number that takes the place of words. */
  unit = lab?.unit ?? '',
): fhir4.Observation {
  switch (field) {
    case 'value':
      return withValue(observation, text, unitOf(unit, lab));
    case 'comparator':
      return withQuantity(observation, { comparator: text === '' ? undefined : text });
    case 'unit':
      return withUnit(observation, text, lab);
    case 'low':
    case 'high':
      return withLimit(observation, field, text);
    case 'flag':
      return replace(
        observation,
        'interpretation',
        text === '' ? undefined : [{ coding: [{ system: FLAGS, code: text }] }],
      );
    case 'status':
      return replace(observation, 'status', text === '' ? undefined : text);
    case 'date':
      return replace(observation, 'effectiveDateTime', text === '' ? undefined : text);
  }
}

/** A new result of a lab test, sampled that day. */
export function newResult(lab: Lab, patientId: string, id: string, date: string): fhir4.Observation {
  const coding = lab.codes[0];
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { ...(coding && { coding: [coding] }), text: capitalised(lab.name) },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: date,
    ...(lab.kind === 'quantity' && { valueQuantity: unitOf(lab.unit ?? '', lab) }),
  };
}

/** UCUM knows the first spelling of each unit of a list; the others are a laboratory's own and come without a code. */
function unitOf(unit: string, lab: Lab | undefined): fhir4.Quantity {
  if (unit === '') return {};
  const coded = unit === lab?.unit || (lab?.units ?? []).some(({ as }) => as[0] === unit);
  return { unit, ...(coded && { system: UCUM, code: unit }) };
}

function valueText(observation: fhir4.Observation): string {
  const places: Path[] = [
    ['valueString'],
    ['valueCodeableConcept', 'text'],
    ['valueCodeableConcept', 'coding', 0, 'display'],
    ['valueCodeableConcept', 'coding', 0, 'code'],
    ['valueQuantity', 'value'],
    ['valueInteger'],
  ];
  return places.map((path) => textOf(at(observation, path))).find((text) => text !== '') ?? '';
}

/** A number or a text as it stands, without what turns the direction of writing; anything else is nothing. */
export function textOf(value: unknown): string {
  if (typeof value !== 'number' && typeof value !== 'string') return '';
  return String(value).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function rangesOf({ referenceRange }: { readonly referenceRange?: unknown }): Record<string, unknown>[] {
  return Array.isArray(referenceRange) ? referenceRange.map(recordOf) : [];
}

/** A number goes into `valueQuantity`, other text into `valueString`: laboratories send both. */
function withValue(observation: fhir4.Observation, text: string, unit: fhir4.Quantity): fhir4.Observation {
  const number = NUMBER.exec(text);
  const {
    valueString: _string,
    valueCodeableConcept: _concept,
    valueInteger: _integer,
    ...rest
  } = observation;
  if (number || text.trim() === '') {
    const [, comparator = '', value] = number ?? [];
    return withQuantity(
      { ...rest, valueQuantity: isRecord(rest.valueQuantity) ? rest.valueQuantity : unit },
      { value: value === undefined ? undefined : Number(value), ...(comparator !== '' && { comparator }) },
    );
  }
  const { valueQuantity: _quantity, ...without } = rest;
  return { ...without, valueString: text };
}

function withQuantity(
  observation: fhir4.Observation,
  change: Readonly<Record<string, unknown>>,
): fhir4.Observation {
  return { ...observation, valueQuantity: defined({ ...recordOf(observation.valueQuantity), ...change }) };
}

function withUnit(observation: fhir4.Observation, unit: string, lab: Lab | undefined): fhir4.Observation {
  const bare = { unit: undefined, system: undefined, code: undefined, ...unitOf(unit, lab) };
  const inUnit = (limit: unknown): unknown => (isRecord(limit) ? defined({ ...limit, ...bare }) : undefined);
  const ranges = rangesOf(observation).map((range) =>
    defined({ ...range, low: inUnit(range['low']), high: inUnit(range['high']) }),
  );
  const changed = withQuantity(observation, bare);
  return ranges.length > 0 ? replace(changed, 'referenceRange', ranges) : changed;
}

function withLimit(observation: fhir4.Observation, end: 'low' | 'high', text: string): fhir4.Observation {
  const [first, ...others] = rangesOf(observation);
  const { value: _value, comparator: _comparator, ...unit } = recordOf(observation.valueQuantity);
  const value = Number(text);
  const limit = text.trim() === '' || Number.isNaN(value) ? undefined : { ...unit, value };
  const range = defined({ ...first, [end]: limit });
  const ranges = Object.keys(range).length > 0 ? [range, ...others] : others;
  return replace(observation, 'referenceRange', ranges.length > 0 ? ranges : undefined);
}

function replace(
  observation: fhir4.Observation,
  key: keyof fhir4.Observation,
  value: unknown,
): fhir4.Observation {
  return defined({ ...observation, [key]: value });
}

/** Without the keys that hold nothing. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
