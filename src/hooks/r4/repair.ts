/** Puts one thing right and gives back the very same value where there is nothing to put right. Never throws on JSON. */
type Fix = (value: unknown) => unknown;
type Json = Readonly<Record<string, unknown>>;

const number: Fix = (value) => {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return value;
  const read = Number(value);
  return Number.isFinite(read) ? read : value;
};

/** A code, or a system, between blanks; a code that came as a number. */
const token: Fix = (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : value;
};

/** A number where R4 has a quantity of it. */
const measure: Fix = (value) => {
  const read = number(value);
  return typeof read === 'number' ? { value: read } : quantity(value);
};

const R4_DATE_TIME = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;
const DAY_AND_TIME = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/;

/** A day with a time that is not written as R4 has it, such as one without a zone: the day is known. */
const dateTime: Fix = (value) => {
  if (typeof value !== 'string' || R4_DATE_TIME.test(value)) return value;
  return DAY_AND_TIME.exec(value)?.[1] ?? value;
};

/** A day with a time where R4 has a day alone. */
const date: Fix = (value) => (typeof value === 'string' ? (DAY_AND_TIME.exec(value)?.[1] ?? value) : value);

/** `FINAL`, where R4 has small letters. */
const status: Fix = (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value);

/** One object where R4 has a list. */
function list(item: Fix = (value) => value): Fix {
  return (value) => {
    if (isObject(value)) return [item(value)];
    if (!Array.isArray(value)) return value;
    const entries: readonly unknown[] = value;
    const fixed = entries.map(item);
    return fixed.some((entry, index) => entry !== entries[index]) ? fixed : entries;
  };
}

function elements(fixes: Readonly<Record<string, Fix>>): Fix {
  const entries = Object.entries(fixes);
  return (value) => {
    if (!isObject(value)) return value;
    let fixed = value;
    for (const [name, fix] of entries) {
      if (!Object.hasOwn(value, name)) continue;
      const entry = fix(value[name]);
      if (entry !== value[name]) fixed = { ...fixed, [name]: entry };
    }
    return fixed;
  };
}

const concept = elements({ coding: list(elements({ system: token, code: token })) });

/** A list of one where R4 has one. */
function single(item: Fix): Fix {
  return (value) => item(Array.isArray(value) && value.length === 1 ? value[0] : value);
}

/** A bare word where R4 has a CodeableConcept. */
const spoken: Fix = (value) => (typeof value === 'string' ? { text: value } : concept(value));
/** One or more of them; R4 has a list. */
const spokenList: Fix = (value) => list(spoken)(typeof value === 'string' ? [value] : value);

/** A bare code, as STU3 has it, where R4 has a CodeableConcept of this system. */
function conceptOf(system: string): Fix {
  return (value) => (typeof value === 'string' ? { coding: [{ system, code: value }] } : concept(value));
}

const quantity = elements({ value: number });

const result = {
  code: single(concept),
  valueQuantity: quantity,
  valueInteger: number,
  valueCodeableConcept: concept,
  interpretation: spokenList,
  referenceRange: list(
    elements({
      low: measure,
      high: measure,
      type: spoken,
      appliesTo: spokenList,
      age: elements({ low: measure, high: measure }),
    }),
  ),
};
const medication = elements({ medicationCodeableConcept: concept });

const TYPES: ReadonlyMap<unknown, Fix> = new Map<unknown, Fix>([
  [
    'Observation',
    elements({
      ...result,
      id: token,
      status,
      effectiveDateTime: dateTime,
      component: list(elements(result)),
      category: list(concept),
      hasMember: list(),
      derivedFrom: list(),
      identifier: list(),
      basedOn: list(),
      note: list(),
      performer: list(),
    }),
  ],
  [
    'Condition',
    elements({
      category: list(concept),
      code: concept,
      clinicalStatus: conceptOf('http://terminology.hl7.org/CodeSystem/condition-clinical'),
      verificationStatus: conceptOf('http://terminology.hl7.org/CodeSystem/condition-ver-status'),
    }),
  ],
  [
    'DiagnosticReport',
    elements({
      category: list(concept),
      code: concept,
      result: list(),
      basedOn: list(),
      status,
      effectiveDateTime: dateTime,
    }),
  ],
  ['Medication', elements({ code: concept })],
  ['MedicationAdministration', medication],
  ['MedicationRequest', medication],
  ['MedicationStatement', medication],
  ['Patient', elements({ name: list(), identifier: list(), birthDate: date })],
  ['Procedure', elements({ code: concept })],
  ['ServiceRequest', elements({ category: list(concept), code: concept })],
]);

const byType: Fix = (value) =>
  isObject(value) ? (TYPES.get(value['resourceType'])?.(value) ?? value) : value;
const containing = elements({ contained: list(byType) });

/**
 * The resource with the wrong shapes we know from real senders put right, in it and in what it contains. Copies only what
 * changes; a resource that needs nothing comes back as it is. What it does not know stays and is for `validateResource`.
 */
export function repair(resource: unknown): unknown {
  return isObject(resource) && TYPES.has(resource['resourceType']) ? containing(byType(resource)) : resource;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
