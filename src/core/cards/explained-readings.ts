import type { EarlierReading, ExplainedReading, PassedOver } from '../model/explanation.js';
import type { Client } from '../model/knowledge.js';
import type { Reading } from '../readings/reading.js';
import type { LabsNamed } from '../record/codes.js';
import { received } from '../readings/value.js';
import type { Findings } from './findings.js';

/** What was read of every lab that came, and of the triggers also when nothing did. */
export function explainReadings({ record, readings, parts }: Findings): ExplainedReading[] {
  const labs = [...parts.knowledge.labs.values()];
  const ids = labs.map(({ id }) => id).filter((id) => parts.triggers.includes(id) || record.results.has(id));
  return ids.map((id) => explainReading(readings(id), parts.labsNamed, parts.client));
}

function explainReading(
  reading: Reading,
  labsNamed: LabsNamed,
  { limits: decided = {} }: Client,
): ExplainedReading {
  const site = decided[reading.lab.id];
  const { lab, result, day, amount, limit, outcome, raised, problem } = reading;
  const why = problem ?? (result ? undefined : 'no-result');
  const codesPassedOver = result ? labsNamed(result.observation.code).beside : [];
  return {
    lab: lab.id,
    from: result?.from ?? '',
    received: reading.received ?? '',
    ...(day !== undefined && { date: day }),
    ...(amount && { value: amount.stated, unit: lab.unit ?? '' }),
    ...(amount?.comparator && { comparator: amount.comparator }),
    ...(outcome && { result: outcome }),
    ...(limit && {
      limit: {
        ...(limit.value !== undefined && { value: limit.value }),
        ...(limit.multiple !== undefined && { multiple: limit.multiple }),
        basis: limit.basis,
        source: limit.source,
        ...(limit.basis === 'site' &&
          site && { decided: { by: site.decidedBy, date: site.date, reason: site.reason } }),
        ...(limit.unused && { unused: limit.unused }),
      },
    }),
    raised,
    ...(reading.low && { low: true }),
    ...(why !== undefined && { why }),
    ...(codesPassedOver.length > 0 && { codesPassedOver }),
    ...explainCourse(reading),
  };
}

function explainCourse({ course }: Reading): Pick<ExplainedReading, 'trend' | 'earlier'> {
  if (!course) return {};
  const { earlier, trend } = course();
  return {
    ...(trend && { trend }),
    earlier: earlier.map((one): EarlierReading => ({
      from: one.result.from,
      received: one.received,
      date: one.day,
      value: one.amount.stated,
      raised: one.raised,
      ...(one.limit.value !== undefined && { limit: one.limit.value }),
    })),
  };
}

const MOST_PASSED_OVER = 100;

/** Whatever the order in which they came. */
function newestFirst(one: PassedOver, other: PassedOver): number {
  const [first, second] = [one, other].map(({ date = '', received: text, why }) =>
    [date, text, why].join('|'),
  );
  return (first ?? '') > (second ?? '') ? -1 : 1;
}

/** The results of the labs that were read which do not count, and why, at most 100. */
export function explainPassedOver({ record, readings, parts }: Findings): PassedOver[] {
  const found: PassedOver[] = [];
  for (const { id } of parts.knowledge.labs.values()) {
    if (found.length >= MOST_PASSED_OVER) break;
    if (!record.results.has(id)) continue;
    const passed = (readings(id).passedOver?.() ?? []).map(({ result, why }): PassedOver => ({
      lab: id,
      from: result.from,
      received: received(result),
      ...(result.sampled && { date: result.sampled.day }),
      why,
    }));
    found.push(...passed.sort(newestFirst).slice(0, MOST_PASSED_OVER));
  }
  return found.slice(0, MOST_PASSED_OVER);
}
