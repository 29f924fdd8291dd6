import type { AdvisorSettings, Card } from '../model/advice.js';
import type { Client, Knowledge, Rule } from '../model/knowledge.js';
import type { Phrasebook } from './phrasebook.js';
import { BETWEEN } from './text.js';

/** What every card of a rule carries, whoever it is about. */
export interface CardFrame extends Pick<Card, 'source' | 'overrideReasons'> {
  /** Rule set and the way to its page: the last line of its detail. */
  readonly footer: string;
  /** Rule set, statement, sources and limits, for the explanation. */
  readonly basis: string;
}

/** The frame of each rule's cards, by its id. */
export function cardFrames(
  knowledge: Knowledge,
  { publicUrl, canonicalBase }: AdvisorSettings,
  { language }: Pick<Client, 'language'>,
  book: Phrasebook,
): ReadonlyMap<string, CardFrame> {
  const { rules, release } = knowledge;
  const label = book.say('sourceLabel', 'all', { version: release.version });
  const overrideReasons = release.overrideReasons.map(({ system, code }) => ({
    system,
    code,
    display: book.say('overrideReasons', code),
  }));
  const frameOf = (rule: Rule): CardFrame => {
    const { id, topic, question } = rule;
    const url = `${publicUrl}/evidence/${id}`;
    return {
      source: {
        label,
        url,
        topic: {
          system: `${canonicalBase}/CodeSystem/card-topic`,
          code: topic,
          display: book.label(question),
        },
      },
      overrideReasons,
      footer: [
        book.say('sections', 'footer', {
          version: release.version,
          link: `[${book.say('link', 'evidence')}](${url})`,
        }),
        ...(knowledge.unreviewed.has(language) ? [book.say('sections', 'unreviewed')] : []),
      ].join(BETWEEN),
      basis: basisText(rule, knowledge, book),
    };
  };
  return new Map([...rules.values()].map((rule) => [rule.id, frameOf(rule)]));
}

function basisText({ id, because }: Rule, { release, sources }: Knowledge, book: Phrasebook): string {
  const cited = because.map((source) => sources.get(source)).filter((source) => source?.kind !== 'decision');
  const names = cited.map((source) => {
    const name = source?.short ?? source?.id ?? '';
    return source?.verified === false ? book.say('basisOf', 'notVerified', { name }) : name;
  });
  const basis = book.say('basisOf', 'all', {
    version: release.version,
    date: release.date,
    statement: book.say('statement', id),
    sources: names.join(', '),
  });
  return `${basis} ${book.say('limits', book.has('limits', id) ? id : 'all')}`;
}
