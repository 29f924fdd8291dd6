import type { Client } from '../../core/model/knowledge.js';
import type { Repetition, Segment } from './segment.js';

/** What is agreed with a client about its HL7 v2 messages. */
export type Agreed = NonNullable<Client['v2']>;

/** Whom a message speaks of: the client, and what is agreed. Without it, as for a sample: times are UTC, and every authority counts. */
export type Sender = Pick<Client, 'id' | 'v2'>;

/** An identifier of a patient in a system of FHIR. */
export interface PatientIdentifier {
  readonly system: string;
  readonly value: string;
}

/**
 * The identifiers of a patient that the client file maps, in the order of the file: by assigning authority (its name, or its number) and,
 * where the file says one, the type. What no authority stands with counts only as of `defaultAuthority`: a number of another register
 * would be somebody else's.
 * @throws V2Error patient-id-missing, authority-unknown
 */
export function identifiersOf(
  segment: Segment,
  fields: { readonly list: number; readonly alone?: number },
  { v2 }: Sender,
): readonly [PatientIdentifier, ...PatientIdentifier[]] {
  const { list, alone } = fields;
  const sent = [list, ...(v2?.pid2 && alone !== undefined ? [alone] : [])]
    .flatMap((field) => segment.repetitions(field))
    .filter((one) => one.text(1) !== '');
  if (sent.length === 0) throw segment.error('patient-id-missing', list);
  const [first, ...more] = v2 ? mapped(sent, v2) : sent.map(asItCame);
  if (!first) throw segment.error('authority-unknown', list);
  return [first, ...more];
}

function mapped(sent: readonly Repetition[], { authorities, defaultAuthority }: Agreed): PatientIdentifier[] {
  const found = authorities.flatMap(({ authority, type, system }) =>
    sent
      .filter((one) => {
        const names = namesOf(one);
        const isOf = names.length === 0 ? authority === defaultAuthority : names.includes(authority);
        const ofType = one.text(5);
        return isOf && (type === undefined || ofType === type || (names.length === 0 && ofType === ''));
      })
      .map((one) => ({ system, value: one.text(1) })),
  );
  return found.filter(
    (one, index) =>
      found.findIndex(({ system, value }) => system === one.system && value === one.value) === index,
  );
}

/** CX.4: a name, a number, or both. */
function namesOf(identifier: Repetition): readonly string[] {
  return identifier
    .parts(4)
    .slice(0, 2)
    .filter((name) => name !== '');
}

function asItCame(identifier: Repetition): PatientIdentifier {
  return { system: namesOf(identifier).at(-1) ?? 'unknown', value: identifier.text(1) };
}
