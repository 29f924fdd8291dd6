import type { Goal } from '../../core/model/files.generated.js';
import type { Measured, Tallied } from './tally.js';

/** A goal with what is reached. */
export interface Held {
  readonly goal: Goal;
  readonly reached?: Measured;
  /** Absent where it could not be measured. */
  readonly isMet?: boolean;
}

/** Holds every goal against what was counted. A rate is met when the rate itself is: chance is told beside it and excuses nothing. */
export function holdGoals(goals: readonly Goal[], { measures }: Tallied): Held[] {
  return goals.map((goal) => {
    const reached = measures.get(goal.measure);
    return reached ? { goal, reached, isMet: reached.value <= goal.atMost } : { goal };
  });
}

/** The goals as a table: what is hoped for, what is reached, met or not. */
export function goalsTable(held: readonly Held[], { second }: Tallied): string[] {
  const wide = Math.max(...held.map(({ goal }) => goal.what.length), 20) + 2;
  const rows = held.map(({ goal: { what, atMost, was, measure }, reached, isMet }) => {
    const value = reached ? number(reached.value, measure) : 'not measured';
    const chance = reached?.chance === undefined ? '' : `± ${reached.chance.toFixed(1)}`;
    const verdict = isMet === undefined ? '' : isMet ? 'met' : 'NOT MET';
    return `${what.padEnd(wide)}${`<= ${atMost}`.padStart(7)}${value.padStart(14)} ${chance.padEnd(8)}${verdict.padEnd(8)}${(was ?? '-').toString().padStart(6)}`.trimEnd();
  });
  const beside = [
    ...(second.orders ? [`orders ${second.orders.median} / ${second.orders.most}`] : []),
    ...(second.words ? [`words ${second.words.median} / ${second.words.most}`] : []),
  ];
  return [
    `${'Goals (cards: per 1,000)'.padEnd(wide)}${'goal'.padStart(7)}${'reached'.padStart(14)} ${''.padEnd(16)}${'0.1'.padStart(6)}`,
    ...rows,
    ...(beside.length > 0
      ? ['', `On the cards of the second look, median / most: ${beside.join(', ')}.`]
      : []),
  ];
}

function number(value: number, measure: Goal['measure']): string {
  return /^(?:missed|orders-|words-)/u.test(measure) ? String(value) : value.toFixed(1);
}

/** Rule by rule: what each saves or makes, and what it costs. */
export function stepsTable({ steps: { quietened, warnings }, dangers }: Tallied): string[] {
  const names = [...dangers.keys()];
  const quiet = quietened.map(({ rule, id, makes, per1000, people, dangers: missed }) => {
    const costs = names.map((name) => `${missed.get(name) ?? 0} with ${name}`);
    const cost = costs.length > 0 ? `; without a warning: ${costs.join(', ')}` : '';
    return `  ${per1000.toFixed(1).padStart(6)}  ${makes.padEnd(7)}${rule}: ${id} (${people} people${cost})`;
  });
  return [
    'In danger (people, all / shown less than a warning)',
    ...(names.length > 0
      ? [...dangers].map(
          ([name, { people, missed }]) =>
            `  ${String(people).padStart(6)} /${String(missed).padStart(4)}  ${name}`,
        )
      : ['  nobody']),
    '',
    'Steps that quieten (per 1,000 adults: cards that are silent, or of three lines, for it)',
    ...(quiet.length > 0 ? quiet : ['  none']),
    '',
    'Conditions that make a warning (per 1,000 adults: with it / with it alone)',
    ...(warnings.length > 0
      ? warnings.map(
          ({ label, per1000, alonePer1000 }) =>
            `  ${per1000.toFixed(1).padStart(6)} /${alonePer1000.toFixed(1).padStart(6)}  ${label}`,
        )
      : ['  none']),
  ];
}

/** The same for a program. */
export function asJson(title: string, seed: number, held: readonly Held[], tallied: Tallied): object {
  const { adults, rates, second, dangers, steps } = tallied;
  return {
    title,
    adults,
    seed,
    cards: Object.fromEntries(
      [...rates.shown].map(([id, { cards, pressing }]) => [
        id,
        { per1000: cards.per1000(), chance: cards.chance(), pressingPer1000: pressing.per1000() },
      ]),
    ),
    goals: held.map(({ goal: { measure, what, atMost }, reached, isMet }) => ({
      measure,
      what,
      atMost,
      ...(reached && { reached: reached.value }),
      ...(reached?.chance !== undefined && { chance: reached.chance }),
      ...(isMet !== undefined && { met: isMet }),
    })),
    second,
    dangers: Object.fromEntries(dangers),
    quietened: steps.quietened.map((step) => ({ ...step, dangers: Object.fromEntries(step.dangers) })),
    warnings: steps.warnings,
  };
}
