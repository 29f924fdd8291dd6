import type { ArmMeasures, ExperimentDesign, ExperimentMeasures, Period } from '../../core/model/measures.js';
import { differenceOf, rateOf, SMALLEST } from '../../core/rates.js';
import type { Database, Statement } from '../database.js';
import { Tallying } from './counting.js';
import { slicesOf } from './days.js';
import { idsIn, testsIn } from './orders.js';
import { aside, EARLIER, type Scope, VERDICTS, withClient } from './tables.js';

/**
 * What came of an experiment in the days of the scope. Patients were told to an arm, not cards, and the cards of one patient are like each
 * other: so each patient counts once, with the first card, and what was answered to that. Cards that may still be answered do not count.
 */
export async function experimentMeasures(
  database: Database,
  design: ExperimentDesign,
  scope: Scope,
  today: string,
): Promise<ExperimentMeasures> {
  const cards = new Tallying();
  const patients = new Tallying();
  const counted = new Tallying();
  for (const slice of slicesOf(within(design, scope.period))) {
    const asked = seen(design, slice, scope);
    const groups = await database.query({
      sql: `${asked.sql} select s.arms, s.is_first, v.outcome, count(*) as cards
        from seen s left join verdicts v on v.client = s.client and v.card = s.card and v.place = 1
        group by s.arms, s.is_first, v.outcome order by s.arms, s.is_first, v.outcome`,
      values: asked.values,
    });
    for (const { arms, is_first, outcome, cards: alike } of groups) {
      const arm = armIn(arms, design);
      cards.add(arm, Number(alike));
      if (Number(is_first) !== 1) continue;
      patients.add(arm, Number(alike));
      if (outcome === design.outcome) counted.add(arm, Number(alike));
    }
    if (design.outcome === 'order-accepted')
      for (const arm of await armsOfOrdered(database, design, asked)) counted.add(arm, 1);
    await aside();
  }
  const arms = design.arms.map(({ id, share }): ArmMeasures => {
    const rate = rateOf(counted.get(id), patients.get(id));
    return { id, share, cards: cards.get(id), patients: patients.get(id), ...(rate && { rate }) };
  });
  const { id, title, rule, start, end, outcome } = design;
  return {
    ...{ id, title, rule, start, end, outcome },
    state: today < start ? 'not-begun' : today > end ? 'over' : 'running',
    arms: arms.map((arm, place) => ({ ...arm, ...against(arm, place === 0 ? undefined : arms[0]) })),
    isEnough: arms.every((arm) => arm.patients >= SMALLEST),
  };
}

function against({ rate }: ArmMeasures, first: ArmMeasures | undefined): Pick<ArmMeasures, 'against'> {
  const difference = first?.rate && rate && differenceOf(rate, first.rate);
  return difference ? { against: difference } : {};
}

/** Cards shown to who is in an arm, whether each is the patient's first since the experiment began, and what was answered. */
function seen({ id, rule, start }: ExperimentDesign, slice: Period, scope: Scope): Required<Statement> {
  return {
    sql: `with seen as (select c.card, c.client, c.arms, c.offered, case when exists (select 1 from cards e
          where ${EARLIER} and e.rule = c.rule and e.shown = c.shown and e.arms like $1 and e.day >= $2) then 0 else 1 end as is_first
        from cards c where c.arms like $1 and c.day >= $3 and c.day <= $4 and c.rule = $5 and c.shown = 'shown'
          and c.at <= $6${scope.client === undefined ? '' : ' and c.client = $7'}),
      verdicts as (${VERDICTS} where c.day >= $3 and c.day <= $4)`,
    values: withClient(
      // As the arms are written: ids are letters, digits and hyphens.
      [`%"${id}":"%`, start, slice.from, slice.to, rule, scope.answerableSince],
      scope.client,
    ),
  };
}

/** The arm of each patient of whose first card a suggestion was taken that held a test. */
async function armsOfOrdered(
  database: Database,
  design: ExperimentDesign,
  { sql, values }: Required<Statement>,
): Promise<string[]> {
  const rows = await database.query({
    sql: `${sql} select s.card, s.arms, s.offered, f.accepted from seen s
      join feedback f on f.card = s.card and f.client = s.client and f.outcome = 'accepted' and f.accepted <> '[]'
      where s.is_first = 1 order by s.card`,
    values,
  });
  const armOf = new Map<unknown, string>();
  for (const { card, arms, offered, accepted } of rows) {
    const taken = new Set(idsIn(accepted));
    if (testsIn(offered).some(({ suggestion }) => taken.has(suggestion)))
      armOf.set(card, armIn(arms, design));
  }
  return [...armOf.values()];
}

function armIn(text: unknown, { id }: ExperimentDesign): string {
  return (JSON.parse(String(text)) as Readonly<Record<string, string>>)[id] ?? '';
}

/** The days of the experiment that are in the period. */
function within({ start, end }: ExperimentDesign, { from, to }: Period): Period {
  return { from: start > from ? start : from, to: end < to ? end : to };
}
