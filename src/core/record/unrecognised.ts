import type { AdviceRequest, Received } from '../model/advice.js';
import type { Unrecognised } from '../model/explanation.js';
import { codingKeys, codingsOf, isObject, type LabsNamed } from './codes.js';
import { ownership, subjectsOf, type WhoseIs } from './ownership.js';
import { lastVersions } from './versions.js';

const MOST_UNRECOGNISED = 100;
const MOST_TEXT = 200;
const MOST_CODINGS = 10;

/**
 * The results of the patient that were not read because their code is on no list, in the order they came, at most 100. What
 * only holds other results together, or shows that a panel was done, is none. Worked out anew, as only `/explain` asks.
 * @param panels keys of the codes that show a test as done
 */
export function unrecognised(
  { resources, patientId }: Pick<AdviceRequest, 'resources' | 'patientId'>,
  labsNamed: LabsNamed,
  panels: ReadonlySet<string>,
): Unrecognised[] {
  const isKnown = (code: unknown): boolean => {
    const { labs, lookAlike } = labsNamed(code);
    return labs.length > 0 || lookAlike || codingKeys(code).some((key) => panels.has(key));
  };
  const whoseIs = subjectsOf(patientId, resources);
  const found: Unrecognised[] = [];
  for (const { resource, from } of lastVersions(resources)) {
    if (found.length >= MOST_UNRECOGNISED) break;
    if (ownership(resource as fhir4.FhirResource, patientId, whoseIs) !== undefined) continue;
    for (const { code, at } of resultsIn(resource, patientId, whoseIs))
      if (!isKnown(code)) found.push({ from: `${from}${at}`, code: textsOf(code) });
  }
  return found.slice(0, MOST_UNRECOGNISED);
}

/** The code of every Observation, component and contained Observation that does more than hold others. */
function* resultsIn(
  resource: Received['resource'],
  patientId: string,
  whoseIs: WhoseIs,
): Generator<{ readonly code: unknown; readonly at: string }> {
  const { resourceType, code, hasMember, component, contained } = resource as Readonly<
    Record<string, unknown>
  >;
  if (resourceType !== 'Observation' && resourceType !== 'DiagnosticReport') return;
  const holds = hasMember !== undefined || component !== undefined;
  const hasValue = Object.keys(resource).some((key) => key.startsWith('value'));
  if (resourceType === 'Observation' && (hasValue || !holds)) yield { code, at: '' };
  for (const [index, part] of listOf(component)) yield { code: part['code'], at: `.component[${index}]` };
  for (const [index, part] of listOf(contained)) {
    const inner = part as unknown as fhir4.FhirResource;
    if (inner.resourceType !== 'Observation') continue;
    if (part['subject'] === undefined || ownership(inner, patientId, whoseIs) === undefined)
      yield { code: inner.code, at: `.contained[${index}]` };
  }
}

function listOf(value: unknown): [index: number, part: Record<string, unknown>][] {
  if (!Array.isArray(value)) return [];
  return [...(value as unknown[]).entries()].flatMap(([index, part]) =>
    isObject(part) ? [[index, part]] : [],
  );
}

function textsOf(concept: unknown): Unrecognised['code'] {
  const text = isObject(concept) && typeof concept['text'] === 'string' ? concept['text'] : undefined;
  const coding = codingsOf(concept)
    .slice(0, MOST_CODINGS)
    .map(({ system, code, display }) =>
      Object.fromEntries(
        Object.entries({ system, code, display }).flatMap(([key, value]) =>
          typeof value === 'string' ? [[key, value.slice(0, MOST_TEXT)]] : [],
        ),
      ),
    );
  return {
    ...(coding.length > 0 && { coding }),
    ...(text !== undefined && { text: text.slice(0, MOST_TEXT) }),
  };
}
