import type { Lab } from '../core/model/knowledge.js';
import { isObject } from './element.js';

/** What an empty answer under a key of the site's own says there is none of. */
export type NoneOf = (lab: Lab) => boolean;

const ANY: NoneOf = () => true;
const NONE: NoneOf = () => false;

/** Words by which sites name a key that asks for results. */
const RESULTS = /lab|observ|result|blood|serum|test/iu;
/** Words by which they name one that asks for something else: FHIR's types, and what they are called in charts. */
const SOMETHING_ELSE =
  /patient|person|demograph|problem|condition|diagnos|disease|morbid|allerg|intoler|medic|meds|drug|prescri|dispens|pharm|immuni|vaccin|procedure|surg|order|request|encounter|visit|admission|appointment|report|document|note|care|goal|plan|coverage|insur|claim|family|relat|social|smok|vital|weight|height|device|practitioner|provider|organi[sz]ation|location|user|team|specimen|imag|questionnaire|communication|task|flag|consent/iu;

/**
 * Of which labs an empty answer says that there are none. Its self link tells what was asked for; else the name of its key does,
 * as sites name their keys themselves. What may be anything says it of all.
 */
export function noneOf(key: string, bundle: Readonly<Record<string, unknown>> | undefined): NoneOf {
  const asked = selfLink(bundle);
  if (!asked) return RESULTS.test(key) || !SOMETHING_ELSE.test(key) ? ANY : NONE;
  const [path = '', search = ''] = asked.split(/\?(.*)/s);
  const type = path.split('/').filter(Boolean).at(-1) ?? '';
  if (!/^[A-Z][A-Za-z]+$/u.test(type)) return ANY;
  if (type !== 'Observation') return NONE;
  const wanted = new URLSearchParams(search);
  if (wanted.getAll('category').some((category) => !/lab/iu.test(category))) return NONE;
  const codes = wanted
    .getAll('code')
    .flatMap((list) => list.split(',').map((token) => token.split('|').at(-1)));
  return codes.length === 0 ? ANY : (lab) => lab.codes.some(({ code }) => codes.includes(code));
}

function selfLink(bundle: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const links: unknown[] = Array.isArray(bundle?.['link']) ? bundle['link'] : [];
  const self = links.find((link) => isObject(link) && link['relation'] === 'self');
  const url = isObject(self) ? self['url'] : undefined;
  return typeof url === 'string' && url !== '' ? url : undefined;
}
