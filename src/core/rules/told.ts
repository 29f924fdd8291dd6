import type { Client, Indicator, QuietPolicy } from '../model/knowledge.js';
import type { Told, ToldAnswer } from '../model/memory.js';
import { amountsAt } from '../readings/at-sample.js';
import type { Panel } from '../readings/readings.js';
import type { Amount } from '../readings/units.js';
import { DAY } from '../record/moment.js';
import {
  attentionOf,
  type CardCase,
  type Ground,
  indicatorOf,
  isAbnormal,
  timeOf,
  valueWord,
} from './attention.js';
import { basisOf } from './basis.js';

/** Why a card is not shown for what was said before, and until when. */
export interface ToldQuiet {
  /** Id of the part of the policy. */
  readonly by: string;
  readonly until: Date;
}

/** Why a card is not shown: its client or rule runs in silence, or somebody answered. `by` names the part of the policy, or which of them. */
export type KeptBack =
  | { readonly shown: 'silent'; readonly by: 'silent-client' | 'silent-rule' }
  | ({ readonly shown: 'quiet' } & ToldQuiet);

/** What tells whether a card was answered before. */
export interface ToldParts extends Ground {
  readonly told: readonly Told[];
  readonly policy: QuietPolicy;
  readonly panel: Pick<Panel, 'labs'>;
  readonly client: Pick<Client, 'acceptStatuses'>;
  readonly now: Date;
  /** Id of the service that asks. */
  readonly service: string;
  /** Red flags that hold, and whether there are such of which it cannot be told. */
  readonly redFlags: readonly string[];
  readonly openFlags: () => boolean;
}

const LOUDNESS: Readonly<Record<Indicator, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * What keeps a card back, if anything does: a user turned down this topic for this patient, or saw the very same a short while ago. Whatever
 * was said, a card speaks that has red flags or stands beside one, is critical, or says what could not be read; and one that says what was
 * not known when it was answered. Of several the one that lasts longest.
 */
export function toldQuiet(one: CardCase, parts: ToldParts): ToldQuiet | undefined {
  const { judgement } = one;
  const { told, redFlags, openFlags, now } = parts;
  const same = told.filter(
    ({ shown, rule, topic }) =>
      shown === 'shown' && rule === judgement.rule.id && topic === judgement.rule.topic,
  );
  if (same.length === 0 || isAlwaysSaid(one)) return undefined;
  const found = same.flatMap((card) => [...overridden(card, one, parts), ...seenUnchanged(card, one, parts)]);
  const [last] = found
    .filter(({ until }) => until > now)
    .sort((first, other) => other.until.getTime() - first.until.getTime());
  return last && redFlags.length === 0 && !openFlags() ? last : undefined;
}

/** A red flag, or what could not be read or had: nobody's answer keeps it back. */
function isAlwaysSaid(one: CardCase): boolean {
  const { flags, lines } = one.judgement;
  const isOfData = lines.some((line) => 'each' in line && line.each !== 'reasons');
  return flags.length > 0 || isOfData || indicatorOf(one) === 'critical';
}

/** The last answer to a card turned it down for a reason that is quiet for so long, and nothing has come up since. */
function overridden(card: Told, one: CardCase, parts: ToldParts): ToldQuiet[] {
  const answer = card.answers.at(-1);
  const indicator = indicatorOf(one);
  if (answer?.outcome !== 'overridden' || indicator === 'critical') return [];
  const part = partFor(answer, one.judgement.rule.id, parts.policy);
  const days = part?.[indicator];
  // What is dated ahead was not said yet.
  if (!part || !days || answer.at > parts.now) return [];
  const until = new Date(answer.at.getTime() + days.value * DAY);
  return until > parts.now && isAsThen(card, one, parts) ? [{ by: part.id, until }] : [];
}

function partFor(
  { reason }: ToldAnswer,
  rule: string,
  { overrides }: QuietPolicy,
): QuietPolicy['overrides'][number] | undefined {
  const all = overrides.filter((part) => part.reason === reason);
  return all.find(({ rules }) => rules?.includes(rule)) ?? all.find(({ rules }) => rules === undefined);
}

function seenUnchanged(card: Told, one: CardCase, parts: ToldParts): ToldQuiet[] {
  const { now, policy, service } = parts;
  const { id, after, within } = policy.unchanged;
  const age = now.getTime() - card.at.getTime();
  if (
    !card.sameUser ||
    indicatorOf(one) !== 'info' ||
    !(age >= after.value * DAY && age < within.value * DAY)
  )
    return [];
  if (!card.rested(basisOf(one, parts, service))) return [];
  return [{ by: id, until: new Date(card.at.getTime() + within.value * DAY) }];
}

/** Nothing is louder than when the card was made, no limit is crossed that was not, and no result that matters has changed. */
function isAsThen(card: Told, one: CardCase, parts: ToldParts): boolean {
  const { views, record } = parts;
  const { readings } = views.today;
  if (LOUDNESS[indicatorOf(one)] > LOUDNESS[card.indicator]) return false;
  if (!attentionOf(one, parts).every((word) => card.held(word))) return false;
  const triggers = one.judgement.rule.triggers.filter(
    (id) => record.results.has(id) || card.samples[id] !== undefined,
  );
  const abnormal = [...record.results.keys()].filter((id) => isAbnormal(readings(id)));
  return [...new Set([...triggers, ...abnormal])].every((id) => isUnchanged(id, card, parts));
}

/**
 * Whether a result changed by less than the policy names since the card. The earlier one is looked for by its sample time and must have the
 * value it had; one that is not there, is only a bound or cannot be read tells nothing, and then it is not unchanged.
 */
function isUnchanged(id: string, card: Told, parts: ToldParts): boolean {
  const { views, record, panel, client, policy, now } = parts;
  const reading = views.today.readings(id);
  const time = card.samples[id];
  const lab = panel.labs.get(id);
  if (time === undefined || !lab || reading.problem !== undefined || timeOf(reading) === undefined)
    return false;
  const amounts = amountsAt(lab, record.results.get(id) ?? [], time, { client, now: now.getTime() });
  const then = amounts.find((amount) => card.held(valueWord(id, time, amount)));
  return then !== undefined && isWithin(policy.change.value / 100, reading.amount, then);
}

/** So that a change of exactly the share is one, whatever binary fractions make of it. */
const HAIR = 1e-9;

function isWithin(share: number, now: Amount | undefined, then: Amount): boolean {
  if (!now || now.comparator !== undefined || then.comparator !== undefined) return false;
  if (now.stated === then.stated) return true;
  const ratio = now.stated / then.stated;
  return ratio < 1 + share - HAIR && ratio > 1 - share + HAIR;
}
