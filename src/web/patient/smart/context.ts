import { grants } from '../../../fhir/scopes.js';
import { isToken } from '../../../fhir/ask-all.js';
import { Problem } from './problem.js';
import type { SignedIn } from './sign-in.js';

/** Whose record may be read by whom, with what. */
export interface SmartContext {
  readonly token: string;
  readonly scope?: string;
  readonly patientId: string;
  /** `Type/id`. */
  readonly userId: string;
  readonly encounterId?: string;
  /** What the card's link carried: the id of the service that made the card. */
  readonly appContext?: string;
}

/** FHIR R4 ids; `.` and `..` would mean another place in an address. */
const ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;
const USER =
  /^(?:https?:\/\/[^\s?#]+\/)?((Practitioner|PractitionerRole|Patient|RelatedPerson)\/(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64})$/;

/**
 * Reads what came with the token (SMART App Launch 2: launch context).
 * @throws Problem token-unusable, patient-missing, user-unknown, for-clinicians, scope-missing
 */
export function contextOf({ token, fhirUser }: SignedIn): SmartContext {
  const { access_token: bearer, token_type: kind, scope, patient, encounter, appContext } = token;
  if (kind !== 'bearer' || !isToken(bearer)) throw new Problem('token-unusable', 'it is no bearer token');
  const [, userId, type] = USER.exec(String(fhirUser)) ?? [];
  if (userId === undefined) throw new Problem('user-unknown');
  if (type === 'Patient' || type === 'RelatedPerson') throw new Problem('for-clinicians');
  if (typeof patient !== 'string' || !ID.test(patient)) throw new Problem('patient-missing');
  if (grants(scope, 'Observation', 's') === false) throw new Problem('scope-missing', scope);
  return {
    token: bearer,
    ...(scope !== undefined && { scope }),
    patientId: patient,
    userId,
    ...(typeof encounter === 'string' && ID.test(encounter) && { encounterId: encounter }),
    ...(typeof appContext === 'string' && { appContext }),
  };
}
