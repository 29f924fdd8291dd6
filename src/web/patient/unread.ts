import type { Explanation } from '../../core/model/explanation.js';
import { remarkText, titled } from '../parts/text.js';
import { problemInWords, setAsideInWords } from '../parts/words.js';
import type { Names } from './names.js';

/** Something that came and could not be used, and why. */
export interface Unread {
  readonly what: string;
  readonly why: string;
  /** Where it stood in what came. */
  readonly from?: string;
  readonly to?: string;
}

/** Everything that could not be read, each once: results, resources, and codes that are on no list. */
export function unreadOf(explanation: Explanation, names: Names): Unread[] {
  const { readings, setAside, unrecognised, dataQuality } = explanation;
  const results = readings
    .filter(({ why }) => why !== undefined && why !== 'no-result')
    .map(({ lab, received, why = '', date, from }): Unread => ({
      what: [titled(names.lab(lab)), received, date].filter((part) => part).join(' '),
      why: problemInWords(why),
      from,
      to: `evidence#lab-${lab}`,
    }));
  const said = new Set(readings.flatMap(({ lab, why }) => (why === undefined ? [] : [`${lab}-${why}`])));
  const remarks = dataQuality
    .filter((id) => !said.has(id.split(':')[0] ?? ''))
    .flatMap((id): Unread[] => {
      const text = remarkText(id, names);
      const [what = '', ...why] = text.trim().replace(/\.$/u, '').split(': ');
      return text === '' ? [] : [{ what, why: why.join(': ') }];
    });
  return [
    ...results,
    ...remarks,
    ...setAside.map(({ from, resourceType = 'Something', why, where }): Unread => ({
      what: resourceType,
      why: setAsideInWords(why) + (where === undefined ? '' : ` (${where})`),
      from,
    })),
    ...unrecognised.map(({ from, code }): Unread => ({
      what: codeText(code),
      why: 'its code is on no list',
      from,
    })),
  ];
}

function codeText({ coding = [], text }: Explanation['unrecognised'][number]['code']): string {
  const codes = coding.map(({ display, code }) => display ?? code);
  return [text, ...codes].find((part) => part !== undefined && part !== '') ?? 'No code at all';
}
