import type { Views } from '../facts/views.js';
import type { Remark } from '../model/advice.js';
import type { Indicator, Quiet } from '../model/knowledge.js';
import type { Reading } from '../readings/reading.js';
import type { Amount } from '../readings/units.js';
import { sampleTime } from '../record/sample-time.js';
import type { PatientRecord } from '../record/sorting.js';
import type { Judgement } from './judge.js';

/** A card that is worked out, before it is written. */
export interface CardCase {
  readonly judgement: Judgement;
  /** What makes it quieter by its own rule. */
  readonly quiet: Quiet | undefined;
}

/** What a card rests on. */
export interface Ground {
  readonly views: Views;
  readonly record: Pick<PatientRecord, 'results'>;
  readonly remarks: readonly Remark[];
  /** Prefetch keys that were asked for in vain, or answered only in part. */
  readonly unanswered: readonly string[];
}

/** How loud the card is; one of three lines is for information. */
export function indicatorOf({ judgement, quiet }: CardCase): Indicator {
  return quiet?.makes === 'brief' ? 'info' : judgement.indicator;
}

/**
 * Every limit of attention that is crossed, or may be: conditions of a warning, exceptions of reasons on record, results beyond their limit,
 * positive, rising or not to be read, and that nothing makes the card quieter. What is not known has a word of its own, so that it is
 * never the same as a "no". A word that was not there when a card was answered is news.
 */
export function attentionOf({ judgement, quiet }: CardCase, ground: Ground): string[] {
  const { rule, warnings, unknowns } = judgement;
  const { views, record, remarks, unanswered } = ground;
  const exceptions = rule.triggers.flatMap((lab) =>
    views.today
      .reasons(lab)
      .flatMap(({ reason, exceptions: holding }) =>
        holding.map(({ label }) => `exception ${reason.id} ${label}`),
      ),
  );
  return [
    ...warnings.map((label) => `warning ${label}`),
    ...unknowns.map((label) => `warning? ${label}`),
    ...exceptions,
    ...[...record.results.keys()].flatMap((lab) => wordsOf(views.today.readings(lab))),
    ...remarks.map(({ id }) => `remark ${id}`),
    ...unanswered.map((key) => `unanswered ${key}`),
    ...(quiet ? [] : ['full']),
  ];
}

function wordsOf(reading: Reading): string[] {
  const { lab, problem, received = '', raised, low, amount, outcome, course } = reading;
  if (problem !== undefined) return [`unread ${lab.id} ${problem} ${timeOf(reading) ?? ''} ${received}`];
  return [
    ...(raised === 'yes' ? [`raised ${lab.id}`] : []),
    ...(raised === 'unknown' && amount ? [`raised? ${lab.id}`] : []),
    ...(low ? [`low ${lab.id}`] : []),
    ...(outcome === 'positive' ? [`positive ${lab.id}`] : []),
    ...(course?.().trend === 'rising' ? [`rising ${lab.id}`] : []),
  ];
}

/** Whether a result is one whose change matters. */
export function isAbnormal({ raised, low }: Reading): boolean {
  return raised === 'yes' || low === true;
}

/** When each reading with a value was sampled, by id of the lab. */
export function samplesOf({ views, record }: Pick<Ground, 'views' | 'record'>): Record<string, string> {
  return Object.fromEntries(
    [...record.results.keys()].flatMap((id) => {
      const reading = views.today.readings(id);
      const time =
        reading.problem === undefined && (reading.amount ?? reading.outcome) ? timeOf(reading) : undefined;
      return time === undefined ? [] : [[id, time]];
    }),
  );
}

/** The values themselves, each a word that a later look into the record must find again. */
export function valuesOf({ views, record }: Pick<Ground, 'views' | 'record'>): string[] {
  return [...record.results.keys()].flatMap((id) => {
    const reading = views.today.readings(id);
    const time = timeOf(reading);
    if (reading.problem !== undefined || time === undefined) return [];
    const { amount, outcome } = reading;
    return amount
      ? [valueWord(id, time, amount)]
      : outcome === undefined
        ? []
        : [`value ${id} ${time} ${outcome}`];
  });
}

export function valueWord(lab: string, time: string, { comparator, stated }: Amount): string {
  return `value ${lab} ${time} ${comparator ?? ''}${stated}`;
}

export function timeOf({ result }: Reading): string | undefined {
  return result?.sampled && sampleTime(result.sampled);
}
