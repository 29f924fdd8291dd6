import type { Knowledge } from '../core/knowledge.js';
import { readCases } from '../knowledge/review/case-files.js';
import { PATIENT_ID, patientOf } from '../knowledge/review/case-patients.js';

/**
 * The vignettes of the knowledge folder as FHIR resources, each patient under the id of its vignette in lower case. The
 * dates lie as long before `now` as the vignette says.
 */
export function demoPatients(folder: string, knowledge: Knowledge): (now: Date) => fhir4.FhirResource[] {
  const vignettes = readCases(folder).filter(({ file }) => file === 'examples/vignettes.yaml');
  return (now) =>
    vignettes.flatMap(({ name, given }) => {
      const [vignette = '', ...title] = name.split(' ');
      const id = vignette.toLowerCase();
      const { patient, observations, conditions, medications, procedures, reports, orders } = patientOf(
        given,
        knowledge,
        now,
      );
      const record = [...observations, ...conditions, ...medications, ...procedures, ...reports, ...orders];
      return [
        { ...patient, id, name: [{ family: vignette, given: ['Vignette'], text: title.join(' ') }] },
        ...record.map((resource) => belongingTo(id, resource)),
      ];
    });
}

function belongingTo<T extends fhir4.FhirResource>(id: string, resource: T): T {
  const text = JSON.stringify({ ...resource, id: `${id}-${resource.id ?? ''}` });
  return JSON.parse(text.replaceAll(`"Patient/${PATIENT_ID}"`, `"Patient/${id}"`)) as T;
}
