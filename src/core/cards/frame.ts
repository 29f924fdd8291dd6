import type { AdvisorSettings, Card } from '../model/advice.js';
import type { Knowledge, Rule } from '../model/knowledge.js';
import type { Phrasebook } from './phrasebook.js';

/** What every card of a rule carries, whoever it is about. */
export interface CardFrame extends Pick<Card, 'source' | 'overrideReasons' | 'links'> {
  /** Rule set, statement, sources and limits: the last paragraph of its detail. */
  readonly evidence: string;
}

/** The frame of each rule's cards, by its id. */
export function cardFrames(
  knowledge: Knowledge,
  { publicUrl, canonicalBase }: AdvisorSettings,
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
      links: [{ label: book.say('link', 'evidence'), url, type: 'absolute' }],
      evidence: evidenceText(rule, knowledge, book),
    };
  };
  return new Map([...rules.values()].map((rule) => [rule.id, frameOf(rule)]));
}

function evidenceText({ id, because }: Rule, { release, sources }: Knowledge, book: Phrasebook): string {
  const cited = because.map((source) => sources.get(source)).filter((source) => source?.kind !== 'decision');
  const names = cited.map((source) => {
    const name = source?.short ?? source?.id ?? '';
    return source?.verified === false ? book.say('sections', 'notVerified', { name }) : name;
  });
  const evidence = book.say('sections', 'evidence', {
    version: release.version,
    date: release.date,
    statement: book.say('statement', id),
    sources: names.join(', '),
  });
  return `${evidence} ${book.say('limits', book.has('limits', id) ? id : 'all')}`;
}
