import type { Remark } from '../model/advice.js';
import type { Lab } from '../model/knowledge.js';
import { codeOf, LOINC } from '../record/code-systems.js';
import { codingsOf, isObject } from '../record/codes.js';
import { daysBetween, moment, momentOf } from '../record/moment.js';
import { sampledAt } from '../record/sampled-at.js';
import type { PatientRecord } from '../record/sorting.js';
import { foldWords } from '../record/words.js';
import { hasValue } from './value.js';

/**
 * The lab whose name a `code` carries as its text or as a display, or whose LOINC code it carries under a system that is not
 * known; takes anything, never throws.
 */
export type CalledAs = (code: unknown) => Lab | undefined;

/** Names looked at in one code. */
const MOST_NAMES = 10;

/** Dashes that a word processor writes for the one in a code. */
const DASHES = /[\u2010-\u2015\u2212]/gu;

/**
 * By the names of the labs and by what their codes are displayed as: whole names, never a part of one. By their LOINC codes, which
 * nothing else looks like.
 */
export function indexNames(labs: Iterable<Lab>): CalledAs {
  const byName = new Map<string, Lab>();
  const byCode = new Map<string, Lab>();
  for (const lab of labs) {
    for (const name of [...lab.names, ...lab.codes.map(({ display }) => display)])
      byName.set(foldWords(name), lab);
    for (const { system, code } of lab.codes) if (system === LOINC) byCode.set(code, lab);
  }
  return (code) => {
    if (!isObject(code)) return undefined;
    const ofText = byName.get(foldWords(code['text']));
    if (ofText) return ofText;
    for (const { code: value, display } of codingsOf(code).slice(0, MOST_NAMES)) {
      const written = codeOf(value)?.normalize('NFKC').replace(DASHES, '-');
      const lab = byName.get(foldWords(display)) ?? byCode.get(written ?? '');
      if (lab) return lab;
    }
    return undefined;
  };
}

/** Statuses of what is no result yet, or none any more. */
const NO_RESULT = ['registered', 'preliminary', 'cancelled', 'entered-in-error'];

/**
 * One remark for each lab that results are called after whose codes are not mapped: they are not judged, as the name alone may
 * be of another test. Results older than the lab's window are passed over, as they would be with a code.
 */
export function unmappedRemarks(
  { others }: Pick<PatientRecord, 'others'>,
  calledAs: CalledAs,
  now: number,
): Remark[] {
  const found = new Set<Lab>();
  const reader = { moment, birth: undefined, today: momentOf(new Date(now)) };
  for (const observation of others) {
    const lab = calledAs(observation.code);
    if (!lab || found.has(lab) || NO_RESULT.includes(observation.status) || !hasValue(observation)) continue;
    const sampled = sampledAt(observation, reader);
    if (sampled && daysBetween(sampled.last, now) > (lab.window?.value ?? Infinity)) continue;
    found.add(lab);
  }
  return [...found]
    .map(({ id }): Remark => ({ id: `${id}-not-mapped`, kind: 'not-mapped', lab: id, places: {} }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
