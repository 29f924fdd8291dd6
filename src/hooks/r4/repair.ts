/** Puts one thing right and gives back the very same value where there is nothing to put right. Never throws on JSON. */
type Fix = (value: unknown) => unknown;
type Json = Readonly<Record<string, unknown>>;

const number: Fix = (value) => {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.trim())) return value;
  const read = Number(value);
  return Number.isFinite(read) ? read : value;
};

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

const concept = elements({ coding: list() });

/** A bare code, as STU3 has it, where R4 has a CodeableConcept of this system. */
function conceptOf(system: string): Fix {
  return (value) => (typeof value === 'string' ? { coding: [{ system, code: value }] } : concept(value));
}

const quantity = elements({ value: number });

const result = {
  code: concept,
  valueQuantity: quantity,
  valueInteger: number,
  valueCodeableConcept: concept,
  interpretation: list(concept),
  referenceRange: list(elements({ low: quantity, high: quantity, type: concept, appliesTo: list(concept) })),
};
const medication = elements({ medicationCodeableConcept: concept });

const TYPES: ReadonlyMap<unknown, Fix> = new Map<unknown, Fix>([
  [
    'Observation',
    elements({
      ...result,
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
  ['DiagnosticReport', elements({ category: list(concept), code: concept, result: list(), basedOn: list() })],
  ['Medication', elements({ code: concept })],
  ['MedicationAdministration', medication],
  ['MedicationRequest', medication],
  ['MedicationStatement', medication],
  ['Patient', elements({ name: list(), identifier: list() })],
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
