import { isObject } from '../element.js';
import { type Structure, validateResource } from './validate.js';

/**
 * Elements that decide what a resource says: without one of them it would say something else, so that it is not read at all.
 * A date of an Observation is none of them, as one without a date is said to be so.
 */
const DECIDES =
  /^_?(?:resourceType|id|status|intent|doNotPerform|code|subject|focus|component|contained|referenceRange|interpretation|dataAbsentReason|modifierExtension|implicitRules|clinicalStatus|verificationStatus|authoredOn|(?:value|medication|onset|abatement|performed|occurrence|effective)[A-Z]?\w*)$/u;
const DATE = /^effective[A-Z]\w*$/u;

/** What was left out of a resource so that the rest can be read. */
export interface Dropped {
  /** Where it stood in the resource: `gender`, `component[3]`. */
  readonly place: string;
  /** As in `Structure`. */
  readonly where: string;
  /** A result by itself, when it was one. */
  readonly result?: object;
}

export interface Rest {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly dropped: readonly Dropped[];
}

const MOST_DROPPED = 10;

/** The resource without the elements that are not as R4 has them; nothing when one of them decides what it says. */
export function withoutBadElements(resource: unknown, structure: Structure): Rest | undefined {
  if (!isObject(resource)) return undefined;
  let rest = resource;
  const dropped: Dropped[] = [];
  for (let found = structure; !found.ok; found = validateResource(rest)) {
    const name = /^[A-Za-z]+\.(\w+)/u.exec(found.where)?.[1];
    if (name === undefined || !Object.hasOwn(rest, name) || dropped.length >= MOST_DROPPED) return undefined;
    if (name === 'component') {
      const bad = badComponents(rest);
      if (bad.length === 0) return undefined;
      dropped.push(...bad);
      const places = new Set(bad.map(({ place }) => place));
      const components = rest['component'] as unknown[];
      rest = { ...rest, component: components.filter((_, index) => !places.has(`component[${index}]`)) };
    } else {
      const isDate = rest['resourceType'] === 'Observation' && DATE.test(name);
      if (DECIDES.test(name) && !isDate) return undefined;
      dropped.push({ place: name, where: found.where });
      const { [name]: _bad, ...others } = rest;
      rest = others;
    }
  }
  return { resource: rest, dropped };
}

/** A panel is not lost with one of its results: each that cannot be read is set aside by itself. */
function badComponents({ component, code, subject, status, ...rest }: Rest['resource']): Dropped[] {
  if (!Array.isArray(component)) return [];
  const dates = Object.fromEntries(
    Object.entries(rest).filter(([name]) => DATE.test(name) || name === 'issued'),
  );
  return component.flatMap((one: unknown, index) => {
    const alone = validateResource({ resourceType: 'Observation', code: {}, component: [one] });
    if (alone.ok) return [];
    const result = {
      ...dates,
      code,
      ...(isObject(one) && one),
      resourceType: 'Observation',
      subject,
      status,
    };
    return [{ place: `component[${index}]`, where: alone.where.replace('[0]', `[${index}]`), result }];
  });
}
