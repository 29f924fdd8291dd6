import { codingsOf, isObject } from './codes.js';
import type { Sorter } from './sorting.js';

/** Of a part that is a value with a code: the same of an Observation and of its components. */
export type Valued = fhir4.ObservationComponent;

/**
 * The components with a value of an Observation that has a code of ours and no value of its own, when none of them is a test by itself:
 * the value of the Observation is among them.
 */
export function valuesWithoutTest(
  observation: fhir4.Observation,
  components: readonly Valued[],
  { labsNamed }: Sorter,
): readonly Valued[] {
  if (components.length === 0 || isValued(observation) || labsNamed(observation.code).labs.length === 0)
    return [];
  const isTest = ({ code }: Valued): boolean => {
    const { labs, lookAlike } = labsNamed(code);
    return labs.length > 0 || lookAlike;
  };
  const values = components.filter(isValued);
  return values.some(isTest) ? [] : values;
}

/** The only one with a number, or else the only one with a number in its text, when its code is on no list of codes at all. */
export function withoutItsOwnCode(values: readonly Valued[]): Valued | undefined {
  const numbers = values.filter(({ valueQuantity }) => isObject(valueQuantity));
  const texts = values.filter(
    ({ valueString }) => typeof valueString === 'string' && /\d/u.test(valueString),
  );
  const [only, ...more] = numbers.length > 0 ? numbers : texts;
  return only && more.length === 0 && codingsOf(only.code).length === 0 ? only : undefined;
}

function isValued(part: object): boolean {
  return Object.keys(part).some((key) => key.startsWith('value'));
}

/** What a component says for itself. */
export function partOf(component: Valued): Partial<fhir4.Observation> {
  return {
    ...('code' in component && { code: component.code }),
    ...modifiersOf(component),
    ...valueOf(component),
  };
}

export function modifiersOf({ modifierExtension }: Valued): Partial<fhir4.Observation> {
  return modifierExtension === undefined ? {} : { modifierExtension };
}

/** The value and what is said about it. */
export function valueOf(part: Valued): Partial<fhir4.Observation> {
  const { interpretation, referenceRange, dataAbsentReason } = part;
  const value = Object.keys(part).find((key) => key.startsWith('value'));
  return {
    ...(value !== undefined && { [value]: part[value as keyof Valued] }),
    ...(interpretation !== undefined && { interpretation }),
    ...(referenceRange !== undefined && { referenceRange }),
    ...(dataAbsentReason !== undefined && { dataAbsentReason }),
  };
}

const SHARED = [
  'resourceType',
  'id',
  'meta',
  'status',
  'code',
  'subject',
  'issued',
  'specimen',
  'identifier',
  'effectiveDateTime',
  'effectivePeriod',
  'effectiveInstant',
  'effectiveTiming',
  'focus',
  'modifierExtension',
] as const satisfies readonly (keyof fhir4.Observation)[];

/** What a component has from its Observation: whose, when, which sample, what state. */
export function sharedWithComponents(observation: fhir4.Observation): fhir4.Observation {
  const shared: Record<string, unknown> = {};
  for (const name of SHARED) if (observation[name] !== undefined) shared[name] = observation[name];
  return shared as unknown as fhir4.Observation;
}
