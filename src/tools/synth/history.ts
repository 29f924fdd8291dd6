import type { SyntheticFile } from '../../core/model/files.generated.js';
import type { Coding, Knowledge } from '../../core/model/knowledge.js';
import { oneOf } from '../random.js';
import type { Life } from './lives.js';
import { type Template, templateOf } from './template.js';

/** Something of the record beside results: what it is and since when. */
export interface Entry {
  readonly type:
    'Condition' | 'Procedure' | 'MedicationRequest' | 'MedicationStatement' | 'MedicationAdministration';
  readonly code: Coding;
  readonly at: number;
}

const DAY = 86_400_000;
/** Days: how long before and after the result that somebody was looked at for. */
const BEFORE = 3_000;
const AFTER = 300;
/** The codes of a set that are written: the first ones are the usual ones. */
const USUAL = 6;

/** Problems, medicines and procedures of a person, as often as `history` says. */
export function histories(
  { history }: SyntheticFile,
  { valueSets }: Knowledge,
): (life: Life, until: number) => Entry[] {
  const sets = history.each.map(({ set, as = 'MedicationRequest', ...shares }) => {
    const { of, codes = [] } = valueSets.get(set) ?? {};
    const whole = codes.filter(({ prefix = false }) => !prefix);
    const type: Entry['type'] = of === 'Condition' || of === 'Procedure' ? of : as;
    return { ...shares, type, codes: (whole.length > 0 ? whole : codes).slice(0, USUAL) };
  });
  return ({ first, isRaised, random }, until) => {
    const turn = first ?? until;
    return sets.flatMap(({ share, raised, later, type, codes }) => {
      if (random() >= (isRaised ? raised : share)) return [];
      const isLater = random() < later;
      const at = isLater ? turn + (1 + random() * AFTER) * DAY : turn - random() * BEFORE * DAY;
      const code = oneOf(random, codes);
      return code === undefined || at >= until ? [] : [{ type, code, at }];
    });
  };
}

const CONDITION = 'http://terminology.hl7.org/CodeSystem/condition-';

/** Plain resources of the record beside Observations, with the words that lines are filled with. */
export const RESOURCES = {
  Condition: {
    clinicalStatus: { coding: [{ system: `${CONDITION}clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${CONDITION}ver-status`, code: 'confirmed' }] },
    code: coded(),
    onsetDateTime: '$day',
    recordedDate: '$day',
  },
  Procedure: { status: 'completed', code: coded(), performedDateTime: '$day' },
  MedicationRequest: {
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: coded(),
    authoredOn: '$day',
  },
  MedicationStatement: {
    status: 'active',
    medicationCodeableConcept: coded(),
    effectiveDateTime: '$day',
    dateAsserted: '$day',
  },
  MedicationAdministration: {
    status: 'completed',
    medicationCodeableConcept: coded(),
    effectiveDateTime: '$day',
  },
  ServiceRequest: { status: '$status', intent: 'order', code: coded(), authoredOn: '$time' },
  DiagnosticReport: { status: 'final', code: coded(), effectiveDateTime: '$time', issued: '$issued' },
} as const;

export type Recorded = keyof typeof RESOURCES;

/** A plain resource of a type, with the person it is about. */
export function recordResource(type: Recorded): object {
  return { resourceType: type, id: '$id', subject: { reference: 'Patient/$patient' }, ...RESOURCES[type] };
}

/** Lines of each code, made once. */
export function recordTemplates(): (type: Recorded, code: Coding) => Template {
  const made = new Map<string, Template>();
  return (type, code) => {
    const key = `${type} ${code.system} ${code.code}`;
    const known = made.get(key) ?? templateOf(recordResource(type), wordsOf(code));
    made.set(key, known);
    return known;
  };
}

/** What is the same on all lines of a code. */
export function wordsOf({ system, code, display }: Coding): Readonly<Record<string, string>> {
  return { system, code, display: display ?? code, name: display ?? code };
}

function coded(): object {
  return { coding: [{ system: '$system', code: '$code', display: '$display' }] };
}
