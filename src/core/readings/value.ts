import { codingsOf, isObject } from '../record/codes.js';
import type { Result } from '../record/sorting.js';
import { type Amount, type ReadableLab, readQuantity, readValueString, type ValueProblem } from './units.js';

const LONGEST_RECEIVED = 40;

/** Whether there is a value, of whatever type. */
export function hasValue(observation: fhir4.Observation): boolean {
  return typeOfValue(observation) !== undefined;
}

/** `Quantity` of `valueQuantity`; of a value that R4 does not know, its name. */
function typeOfValue(observation: fhir4.Observation): string | undefined {
  for (const name in observation)
    if (name.startsWith('value') && observation[name as keyof fhir4.Observation] !== undefined)
      return /^value([A-Za-z]{1,20})$/u.exec(name)?.[1] ?? 'value';
  return undefined;
}

/** The value as a number in the lab's own unit, or why it cannot be read. */
export function amountOf(lab: ReadableLab, observation: fhir4.Observation): Amount | ValueProblem {
  const { valueQuantity, valueString, valueInteger } = observation;
  if (valueQuantity) {
    const { value, comparator, unit, code, system } = valueQuantity;
    if (value === undefined) return amountInText(lab, valueQuantity, valueString);
    return readQuantity(lab, { value, ...(comparator && { comparator }), unit, code, system });
  }
  if (valueInteger !== undefined) return readQuantity(lab, { value: valueInteger });
  if (valueString !== undefined) return readValueString(lab, valueString);
  return { problem: hasValue(observation) ? 'value-unreadable' : 'value-missing' };
}

/** The number of a quantity that has none but stands as text beside it or where its unit should: `unit: "< 5 ng/mL"`. */
function amountInText(
  lab: ReadableLab,
  { unit, code }: fhir4.Quantity,
  text: string | undefined,
): Amount | ValueProblem {
  if (text !== undefined) return readValueString(lab, text, unit ?? code);
  const inUnit = readValueString(lab, unit ?? '');
  return 'problem' in inUnit && inUnit.problem === 'value-unreadable' ? { problem: 'value-missing' } : inUnit;
}

/** What came, in one short line: number with unit, or text; of what is neither, its type. */
export function received({ observation }: Pick<Result, 'observation'>): string {
  const { valueQuantity, valueString, valueInteger, valueBoolean, valueCodeableConcept, valueRange } =
    observation;
  const quantity: unknown = valueQuantity;
  if (isObject(quantity)) {
    const parts = [quantity['comparator'], quantity['value'], ' ', quantity['unit'] ?? quantity['code']];
    return clip(
      parts
        .map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : ''))
        .join(''),
    );
  }
  const range: unknown = valueRange;
  if (isObject(range)) return clip(spanText(range));
  const coding = codingsOf(valueCodeableConcept)[0];
  const text = [valueString, valueInteger, valueCodeableConcept?.text, coding?.display, coding?.code].find(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return clip(String(text ?? valueBoolean ?? typeOfValue(observation) ?? ''));
}

/** `400-600 ug/L`, of a range of whatever shape. */
function spanText({ low, high }: Readonly<Record<string, unknown>>): string {
  const part = (end: unknown, name: string): string => {
    const found = isObject(end) ? end[name] : undefined;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
  };
  return `${part(low, 'value')}-${part(high, 'value')} ${part(high, 'unit')}`;
}

function clip(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > LONGEST_RECEIVED ? `${trimmed.slice(0, LONGEST_RECEIVED - 1)}…` : trimmed;
}
