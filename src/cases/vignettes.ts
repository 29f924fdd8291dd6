import type { Knowledge } from '../core/model/knowledge.js';
import type { Case } from './case.js';
import { type Patient, PATIENT_ID, patientOf } from './case-patients.js';

/** A whole patient of `examples/vignettes.yaml`. */
export interface Vignette {
  /** In lower case, as it stands in an address. */
  readonly id: string;
  readonly title: string;
  /** The patient under this id, with dates as long before `now` as the vignette says. */
  readonly patientAt: (now: Date) => Patient;
}

/** The whole patients that cases describe; each can be built. */
export function vignettesOf(cases: readonly Case[], knowledge: Knowledge): readonly Vignette[] {
  return cases.map(({ name, given }) => {
    const [vignette = '', ...words] = name.split(' ');
    const id = vignette.toLowerCase();
    const title = words.join(' ');
    const named = { name: [{ family: vignette, given: ['Vignette'], text: title }] };
    return {
      id,
      title,
      patientAt: (now) => {
        const { patient, ...record } = patientOf(given, knowledge, now);
        const lists = Object.entries(record).map(([kind, list]) => [
          kind,
          list.map((one: fhir4.FhirResource) => belongingTo(id, one)),
        ]);
        return {
          patient: { ...patient, id, ...named },
          ...(Object.fromEntries(lists) as typeof record),
        };
      },
    };
  });
}

/** All that their records hold. */
export function resourcesOf(vignettes: readonly Vignette[]): (now: Date) => fhir4.FhirResource[] {
  return (now) =>
    vignettes.flatMap(({ patientAt }) => Object.values(patientAt(now)).flat() as fhir4.FhirResource[]);
}

function belongingTo<T extends fhir4.FhirResource>(id: string, resource: T): T {
  const text = JSON.stringify({ ...resource, id: `${id}-${resource.id ?? ''}` });
  return JSON.parse(text.replaceAll(`"Patient/${PATIENT_ID}"`, `"Patient/${id}"`)) as T;
}
