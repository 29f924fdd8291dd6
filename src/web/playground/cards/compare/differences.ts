import type { Catalogue, Explanation, Terms } from '../../api.js';
import { dateOf, KINDS, titleOf } from '../../chart/record.js';
import { isRecord, readJson, resourcesIn } from '../../../parts/request.js';
import type { Answers } from '../../trial.js';
import { amountText, labName, orderName, titled } from '../../../parts/text.js';
import { basisInWords, problemInWords } from '../../../parts/words.js';

/** One thing that differs between two answers, as a reader is told of it; a side that is not there had none. */
export interface Difference {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

type Reading = Explanation['readings'][number];

/** What differs in what was sent, as far as the service tells what it read, and the page what stands in the record. */
export function differencesInCase(before: Answers, after: Answers, catalogue: Catalogue): Difference[] {
  const [one, other] = [before, after].map(({ explained }) => explained.body);
  const found = [
    ...differs('Hook', hookOf(before, catalogue), hookOf(after, catalogue)),
    ...differs('Age', text(one?.patient.age), text(other?.patient.age)),
    ...differs('Sex', one?.patient.sex, other?.patient.sex),
    ...readingsThatDiffer(one?.readings ?? [], other?.readings ?? [], catalogue),
    ...KINDS.flatMap(({ heading, types }) => {
      const [was, is] = [before, after].map((answers) =>
        resourcesIn(sentIn(answers))
          .filter(({ resource }) => types.includes(resource.resourceType))
          .map(({ resource }) => `${titleOf(resource)} ${dateOf(resource)}`.trim()),
      );
      return listsDiffer(heading, was ?? [], is ?? []);
    }),
    ...differs('Left out', count(one?.setAside), count(other?.setAside)),
  ];
  if (found.length > 0 || bare(before) === bare(after)) return found;
  return [{ what: 'The request', before: 'see Wire', after: 'differs in something else' }];
}

/** What differs in what came back. */
export function differencesInAnswer(before: Answers, after: Answers, terms: Terms | undefined): Difference[] {
  const [one, other] = [before, after].map(({ explained }) => explained.body);
  const cards = ({ cards: { body } }: Answers): string[] =>
    (body?.cards ?? []).map(({ indicator, summary }) => `${titled(indicator)}: ${summary}`);
  const nameOfCause = (id: string): string => terms?.causes.get(id) ?? id;
  return [
    ...differs('HTTP status', text(before.cards.status), text(after.cards.status)),
    ...listsDiffer('Card', cards(before), cards(after)),
    ...listsDiffer(
      'Test offered',
      (one?.suggested ?? []).map((id) => titled(orderName(id, terms))),
      (other?.suggested ?? []).map((id) => titled(orderName(id, terms))),
    ),
    ...listsDiffer('Cause', (one?.causes ?? []).map(nameOfCause), (other?.causes ?? []).map(nameOfCause)),
    ...stepsThatDiffer(one, other),
  ];
}

function readingsThatDiffer(
  before: readonly Reading[],
  after: readonly Reading[],
  catalogue: Catalogue,
): Difference[] {
  const ids = new Set([...before, ...after].map(({ lab }) => lab));
  return [...ids].flatMap((id) => {
    const [was, is] = [before, after].map((all) => all.find(({ lab, from }) => lab === id && from !== ''));
    const name = titled(labName(id, catalogue));
    return [
      ...differs(name, was?.received, is?.received),
      ...(was && is
        ? [
            ...differs(`${name}, limit`, limitText(was), limitText(is)),
            ...differs(`${name}, date`, was.date, is.date),
            ...differs(`${name}, read`, readText(was), readText(is)),
          ]
        : []),
    ];
  });
}

function limitText({ limit, unit }: Reading): string | undefined {
  if (!limit) return undefined;
  const basis = basisInWords(limit.basis);
  return limit.value === undefined ? basis : `${amountText(limit.value, unit)}: ${basis}`;
}

function readText({ why }: Reading): string {
  return why === undefined ? 'used' : `not used: ${problemInWords(why)}`;
}

/** Steps of one label are told once, whatever rules they stand in. */
function stepsThatDiffer(before: Explanation | undefined, after: Explanation | undefined): Difference[] {
  const answersIn = (explanation: Explanation | undefined): ReadonlyMap<string, string> =>
    new Map(
      (explanation?.rules ?? []).flatMap(({ steps }) => steps.map(({ label, answer }) => [label, answer])),
    );
  const [one, other] = [answersIn(before), answersIn(after)];
  if (one.size === 0 || other.size === 0) return [];
  return [...one.keys()].flatMap((label) => differs(`“${label}”`, one.get(label), other.get(label)));
}

function differs(what: string, before: string | undefined, after: string | undefined): Difference[] {
  if (before === after) return [];
  return [{ what, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** One that took the place of another is told with it. */
function listsDiffer(what: string, before: readonly string[], after: readonly string[]): Difference[] {
  const gone = before.filter((one) => !after.includes(one));
  const come = after.filter((one) => !before.includes(one));
  if (gone.length === 1 && come.length === 1) return differs(what, gone[0], come[0]);
  return [
    ...gone.map((one): Difference => ({ what, before: one })),
    ...come.map((one): Difference => ({ what, after: one })),
  ];
}

function hookOf({ service }: Answers, { services }: Catalogue): string {
  return services.find(({ id }) => id === service)?.hook ?? service;
}

function sentIn({ sent }: Answers): Record<string, unknown> {
  const read = readJson(sent);
  return 'value' in read && isRecord(read.value) ? read.value : {};
}

/** The request but for what is of each call alone. */
function bare(answers: Answers): string {
  return JSON.stringify({ ...sentIn(answers), hookInstance: undefined });
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function count(list: readonly unknown[] | undefined): string | undefined {
  return list === undefined || list.length === 0 ? undefined : String(list.length);
}
