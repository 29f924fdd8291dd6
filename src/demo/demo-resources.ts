import { resourcesOf, type Vignette } from '../cases/vignettes.js';

/** Somebody to sign in as. */
const CLINICIAN: fhir4.Practitioner = {
  resourceType: 'Practitioner',
  id: 'clinician',
  active: true,
  name: [{ text: 'Invented clinician', family: 'Clinician', given: ['Invented'] }],
};

/**
 * Vignettes as FHIR resources, each patient under the id of its vignette in lower case, with a visit of today; and one clinician. So an
 * app can be launched over them as from a chart. The dates lie as long before `now` as the vignette says.
 */
export function demoResources(vignettes: readonly Vignette[]): (now: Date) => fhir4.FhirResource[] {
  const patients = resourcesOf(vignettes);
  return (now) => {
    const resources = patients(now);
    const visits = resources.flatMap(({ resourceType, id = '' }) =>
      resourceType === 'Patient' ? [visit(id, now)] : [],
    );
    return [...resources, ...visits, CLINICIAN];
  };
}

function visit(patient: string, now: Date): fhir4.Encounter {
  return {
    resourceType: 'Encounter',
    id: `${patient}-visit`,
    status: 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    subject: { reference: `Patient/${patient}` },
    period: { start: now.toISOString().slice(0, 10) },
  };
}
