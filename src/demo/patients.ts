import type { Knowledge } from '../core/model/knowledge.js';
import { readVignettes } from '../cases/read-vignettes.js';
import { resourcesOf } from '../cases/vignettes.js';

/**
 * The vignettes of the knowledge folder as FHIR resources, each patient under the id of its vignette in lower case. The
 * dates lie as long before `now` as the vignette says.
 */
export function demoPatients(folder: string, knowledge: Knowledge): (now: Date) => fhir4.FhirResource[] {
  return resourcesOf(readVignettes(folder, knowledge));
}
