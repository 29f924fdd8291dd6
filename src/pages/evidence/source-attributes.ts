import type { DefaultLimit, Knowledge, SourceAttribute, Words } from '../../core/model/knowledge.js';

const UNREAD_KINDS = ['decision', 'unverified'];

/** The source attributes with everything filled in that the knowledge itself can tell. */
export function sourceAttributes(knowledge: Knowledge, words: Words): SourceAttribute[] {
  const { release, changes, sources, rules, labs, sourceAttributes: told } = knowledge;
  const active = [...rules.values()].filter(({ status }) => status === 'active');
  const because = new Set(active.flatMap((rule) => rule.because));
  const labsBy = (...keys: (keyof DefaultLimit)[]): string =>
    [...labs.values()]
      .filter(({ limits }) => limits.some((limit) => keys.some((key) => limit[key] !== undefined)))
      .map(({ id }) => words['labs']?.[id] ?? id)
      .join(', ');
  const places: Readonly<Record<string, string>> = {
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
  return told.map(({ number, attribute, value }) => ({
    number,
    attribute,
    value: value.replace(/\{(\w+)\}/gu, (_, name: string) => places[name] ?? ''),
  }));
}
