import { isObject } from '../../core/record/codes.js';
import { identifierKeys } from '../../core/record/ownership.js';

/** Whose a resource says it is: a patient by id; one by an identifier that a Patient may carry; or nobody who is known. */
export interface Named {
  readonly id?: string;
  readonly identifier?: string;
}

const NOBODY: Named = {};
/** The forms in which the service knows a patient by an id: `Patient/1`, `/Patient/1`, an absolute URL; each also of a version. */
const REFERENCE = /^(?:https?:\/\/.*\/|\/)?Patient\/([A-Za-z0-9\-.]{1,64})$/iu;
const OWN = /(?:^|\/)Patient\//u;
const LONGEST = 2048;
const ID = /^[A-Za-z0-9\-.]{1,64}$/u;

/** The id of the patient that a reference names, as the service tells it; `urn:uuid:` and `#contained` name nobody outside a Bundle. */
export function patientNamed(reference: string): string | undefined {
  if (reference.length > LONGEST) return undefined;
  const [path = ''] = reference.split('/_history/');
  return OWN.test(path) ? REFERENCE.exec(path)?.[1] : undefined;
}

/** Takes anything; never throws. */
export function subjectOf(resource: unknown): Named {
  if (!isObject(resource)) return NOBODY;
  if (resource['resourceType'] === 'Patient') {
    const { id } = resource;
    return typeof id === 'string' && ID.test(id) ? { id } : NOBODY;
  }
  const { subject } = resource;
  const reference = isObject(subject) ? subject['reference'] : subject;
  if (typeof reference === 'string') {
    const id = patientNamed(reference);
    return id === undefined ? NOBODY : { id };
  }
  if (!isObject(subject)) return NOBODY;
  const [identifier] = identifierKeys([subject['identifier']]);
  return identifier === undefined ? NOBODY : { identifier };
}
