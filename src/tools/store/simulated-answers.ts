import type { ExperimentDesign } from '../../core/model/measures.js';
import type { OfferedTest } from '../../core/model/memory.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import type { Row } from '../../store/database.js';
import type { Random } from '../random.js';

/** Whether a card is of red flags, tells of what is to be known, or looks for causes. */
export type Kind = keyof typeof ACCEPTED;

/** How often a card is answered, and how often an answer accepts it. */
const ANSWERED = 0.68;
const ACCEPTED = { loud: 0.72, aside: 0.18, main: 0.34 };
/** By how much more often the second arm is accepted, where the arms differ. */
const EFFECT = 0.2;
/** By how much more often cards are answered at the end of the year. */
const LEARNING = 0.08;

/** Most used first; the last is one that no card offers. */
const WEIGHTS = [0.42, 0.2, 0.18, 0.06, 0.06, 0.08];

/**
 * What is answered to a card, if anything.
 * @param passed what part of the year has passed
 */
export function answerTo(
  card: Row,
  kind: Kind,
  passed: number,
  { id, arms: [, better] }: ExperimentDesign,
  { overrideReasons }: Knowledge['release'],
  random: Random,
): Row | undefined {
  if (card['shown'] !== 'shown' || random() > ANSWERED + LEARNING * passed) return undefined;
  const isBetter = String(card['arms']).includes(`"${id}":"${better?.id ?? ''}"`) && kind === 'main';
  const accepted = random() < ACCEPTED[kind] + (isBetter ? EFFECT : 0);
  const at = Number(card['at']) + Math.floor(random() * 20 * 60_000);
  const [one] = JSON.parse(String(card['offered'])) as OfferedTest[];
  let left = random();
  const which = WEIGHTS.findIndex((weight) => (left -= weight) < 0);
  const reason = overrideReasons[which];
  return {
    ...{ client: card['client'] ?? null, card: card['card'] ?? null, day: card['day'] ?? null },
    ...{ outcome: accepted ? 'accepted' : 'overridden', outcome_at: at, received_at: at + 2_000 },
    reason: accepted ? null : (reason?.code ?? 'a-reason-of-the-site'),
    reason_system: accepted ? null : (reason?.system ?? null),
    commented: !accepted && random() < 0.1 ? 1 : 0,
    accepted: JSON.stringify(accepted && one && random() < 0.8 ? [one.suggestion] : []),
  };
}

/** An answer to a card that nobody was given. */
export function stray(day: string, random: Random): Row {
  const at = Date.parse(day) + 43_200_000;
  return {
    ...{
      client: 'hospital-east',
      card: uuid(random),
      outcome: 'overridden',
      outcome_at: at,
      received_at: at,
      day,
    },
    ...{ reason: null, reason_system: null, commented: 0, accepted: '[]' },
  };
}

export function hex(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

export function uuid(random: Random): string {
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
}
