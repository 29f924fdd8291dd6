import type { Segment } from './segment.js';

/** A name with the number it may have beside it (HD). */
export interface Named {
  readonly name: string;
  readonly id: string;
}

/** What MSH says of a message. */
export interface Header {
  readonly sendingApplication: Named;
  readonly sendingFacility: Named;
  /** MSH-7 as sent. */
  readonly sent: string;
  /** `ORU`, `ADT`. */
  readonly type: string;
  /** `R01`, `A40`; empty where the sender leaves it out. */
  readonly event: string;
  /** MSH-10. */
  readonly controlId: string;
  /** MSH-11 says that this is production; what is for training or debugging must never reach a record. */
  readonly isProduction: boolean;
  readonly version: string;
  /** MSH-15 and MSH-16: when an answer is wanted (HL7 table 0155: AL, NE, ER, SU). */
  readonly acceptWhen: string;
  readonly applicationWhen: string;
}

const VERSIONS: ReadonlySet<string> = new Set(['2.3', '2.3.1', '2.4', '2.5', '2.5.1']);
const MERGES: ReadonlySet<string> = new Set(['A18', 'A34', 'A40']);

/**
 * Reads MSH.
 * @throws V2Error control-id-missing, type-unsupported, event-unsupported, version-unsupported
 */
export function headerOf(msh: Segment): Header {
  const named = (field: number): Named => ({ name: msh.text(field, 1), id: msh.text(field, 2) });
  const [type, event] = [msh.text(9, 1).toUpperCase(), msh.text(9, 2).toUpperCase()];
  if (msh.text(10) === '') throw msh.error('control-id-missing', 10);
  if (type !== 'ORU' && type !== 'ADT') throw msh.error('type-unsupported', 9);
  if (type === 'ORU' ? event !== 'R01' : !MERGES.has(event)) throw msh.error('event-unsupported', 9);
  if (!VERSIONS.has(msh.text(12))) throw msh.error('version-unsupported', 12);
  return {
    sendingApplication: named(3),
    sendingFacility: named(4),
    sent: msh.text(7),
    type,
    event,
    controlId: msh.text(10),
    isProduction: msh.text(11).toUpperCase() === 'P',
    version: msh.text(12),
    acceptWhen: msh.text(15).toUpperCase(),
    applicationWhen: msh.text(16).toUpperCase(),
  };
}
