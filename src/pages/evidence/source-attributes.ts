import type { DefaultLimit, Knowledge, SourceAttribute, Words } from '../../core/model/knowledge.js';

const UNREAD_KINDS = ['decision', 'unverified'];

/** The source attributes in the language of the words, with everything filled in that the knowledge itself can tell. */
export function sourceAttributes(knowledge: Knowledge, words: Words): SourceAttribute[] {
  const places = attributePlaces(knowledge, words);
  const label = (english: string): string => words['labels']?.[english] ?? english;
  return knowledge.sourceAttributes.map(({ number, attribute, value }) => ({
    number,
    attribute: label(attribute),
    value: label(value).replace(/\{(\w+)\}/gu, (_, name: string) => places[name] ?? ''),
  }));
}

/** What the knowledge itself can tell, by the name of the place in a value. */
export function attributePlaces(knowledge: Knowledge, words: Words): Readonly<Record<string, string>> {
  const { release, changes, sources, rules, labs } = knowledge;
  const active = [...rules.values()].filter(({ status }) => status === 'active');
  const because = new Set(active.flatMap((rule) => rule.because));
  const labsBy = (...keys: (keyof DefaultLimit)[]): string =>
    [...labs.values()]
      .filter(({ limits }) => limits.some((limit) => keys.some((key) => limit[key] !== undefined)))
      .map(({ id }) => words['labs']?.[id] ?? id)
      .join(', ');
  return {
    version: release.version,
    date: release.date,
    releases: changes.map(({ version, date }) => `${version} (${date})`).join(', '),
    citations: [...because]
      .flatMap((id) => sources.get(id) ?? [])
      .filter(({ kind }) => !UNREAD_KINDS.includes(kind))
      .map(({ citation, doi }) => (doi === undefined ? citation : `${citation} doi:${doi}`))
      .join('\n'),
    labsBySex: labsBy('sex'),
    labsByAge: labsBy('ageFrom', 'ageTo'),
  };
}
