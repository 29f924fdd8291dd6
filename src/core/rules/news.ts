import type { Vocabulary } from '../facts/vocabulary.js';
import type { Readings } from '../readings/reading.js';
import type { PatientRecord } from '../record/sorting.js';
import type { Judgement } from './judge.js';

/**
 * Whether a result that the hook brought takes part in a card: a trigger that is raised or cannot be used, or what a red flag or a
 * reason for a warning that holds is worked out from.
 */
export function bringsNews(
  { rule, flags, warnings }: Judgement,
  readings: Readings,
  { results }: Pick<PatientRecord, 'results'>,
  { spread }: Pick<Vocabulary, 'spread'>,
): boolean {
  const triggers = rule.triggers.filter((id) => {
    const { raised, problem, remarks } = readings(id);
    return raised === 'yes' || problem !== undefined || remarks.length > 0;
  });
  // Of what is nobody's, or is called as a trigger is, nothing stands among the results.
  const isBeside = rule.lines.length > 0 && triggers.every((id) => !results.has(id));
  if (isBeside) return true;
  const holding = [
    ...flags.map(({ when }) => when),
    ...rule.warning.filter(({ label }) => warnings.includes(label)).map(({ expression }) => expression),
  ];
  const inputs = holding.flatMap((expression) => spread(expression).labs);
  return isHandedOver([...triggers, ...inputs], { results });
}

/** Whether the hook brought a result of one of these labs. */
export function isHandedOver(labs: readonly string[], { results }: Pick<PatientRecord, 'results'>): boolean {
  return labs.some((id) => results.get(id)?.some(({ inContext }) => inContext) ?? false);
}
