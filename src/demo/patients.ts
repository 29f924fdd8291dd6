import type { Knowledge } from '../core/model/knowledge.js';
import { readVignettes } from '../cases/read-vignettes.js';
import { demoResources } from './demo-resources.js';

/** The vignettes of the knowledge folder, as `demoResources`. */
export function demoPatients(folder: string, knowledge: Knowledge): (now: Date) => fhir4.FhirResource[] {
  return demoResources(readVignettes(folder, knowledge));
}
