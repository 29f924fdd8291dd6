import { type Given, patientOf, viewRequest } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';
import { createAdvisor } from '../../src/core/compile.js';
import type { Card } from '../../src/core/model/advice.js';
import type { OrderTest } from '../../src/core/model/knowledge.js';
import { createAnswer } from '../../src/hooks/answer.js';

/** Somebody whose chart is opened every week, and who has every test done that a card offers. */
export interface Followed {
  readonly born: string;
  readonly sex: 'male' | 'female';
  readonly problems?: Given['problems'];
  /** The first result, which begins it: ferritin, b12 or both. */
  readonly begins: readonly string[];
  /** What a test shows on a day, in the words of the cases, where it is not what it shows in health. */
  readonly shows: (lab: string, day: number) => string | undefined;
  /** Labs that are tested by somebody else on a day, whatever the cards say. */
  readonly tested?: Readonly<Record<number, readonly string[]>>;
}

const HEALTHY: Readonly<Record<string, string>> = {
  ferritin: '100 ng/mL',
  b12: '400 pg/mL',
  alt: '22 U/L',
  ast: '21 U/L',
  alp: '80 U/L',
  ggt: '25 U/L',
  bilirubin: '10 umol/L',
  albumin: '43 g/L',
  inr: '1 {INR}',
  hemoglobin: '14.5 g/dL',
  platelets: '240 10*9/L',
  wbc: '6 10*9/L',
  tsat: '30 %',
  crp: '2 mg/L',
  creatinine: '75 umol/L',
  egfr: '95 mL/min/{1.73_m2}',
  hba1c: '5.4 %',
  'audit-c': '2 {score}',
  'liver-stiffness': '5 kPa',
  hbsag: 'negative',
  'anti-hcv': 'negative',
  ana: 'negative',
  sma: 'negative',
  ama: 'negative',
  igg: '11 g/L',
  a1at: '1.4 g/L',
  ceruloplasmin: '0.3 g/L',
  'hfe-c282y': 'negative',
  'hfe-h63d': 'negative',
};

const DAY = 86_400_000;
/** From the day after the first result on. */
const VISIT_EVERY = 7;
/** From an order that is for no later time to its result. */
const RESULT_AFTER = 3;

interface Fact {
  /** In the words of the cases, without how long ago. */
  readonly line: string;
  readonly day: number;
}

const service = [...knowledge.services.values()].find(({ results }) => !results);
const client = knowledge.clients.get('public-sandbox');
if (!service || !client) throw new Error('nobody to ask');
const advisor = createAdvisor(knowledge, client, {
  profile: 'full',
  publicUrl: 'https://cds.example.org',
  canonicalBase: 'https://hepacue.org/fhir',
});

/**
 * What the chart says over time, a line whenever the cards are others or a test is asked for: the day, the cards and how loud they
 * are, or why there is none, and the tests that are asked for and will be done.
 */
export async function follow(person: Followed, days: number): Promise<string[]> {
  const told: string[] = [];
  const record: Fact[] = person.begins.map((lab) => result(lab, 0, person));
  let due: { readonly test: OrderTest; readonly day: number }[] = [];
  let before = '';
  for (let day = 0; day <= days; day += 1) {
    record.push(...(person.tested?.[day] ?? []).map((lab) => result(lab, day, person)));
    record.push(...due.filter((one) => one.day === day).flatMap(({ test }) => resultsOf(test, day, person)));
    due = due.filter((one) => one.day > day);
    if (day % VISIT_EVERY !== 1) continue;
    const { cards, suggested, seen } = await visit(person, record, day);
    const asked = cards.flatMap((card) => offered(card, suggested));
    for (const { test, inDays } of asked) {
      record.push({ line: `order ${test.id}, active`, day });
      due.push({ test, day: day + inDays });
    }
    const tests = [...new Set(asked.map(({ test }) => test.id))].join(' ');
    if (seen !== before || tests !== '')
      told.push(`${String(day).padStart(3)} ${seen}${tests && `; asks ${tests}`}`);
    before = seen;
  }
  return told;
}

async function visit(
  { born, sex, problems = [] }: Followed,
  record: readonly Fact[],
  day: number,
): Promise<{
  readonly cards: readonly Card[];
  readonly suggested: readonly string[];
  readonly seen: string;
}> {
  const now = new Date(NOW.getTime() + day * DAY);
  const results = record.map((one) => `${one.line}, ${String(day - one.day)} days ago`);
  const patient = patientOf({ age: born, sex, problems, results }, knowledge, now);
  let ids = 0;
  const answer = createAnswer({
    knowledge,
    resultHook: 'org.hepacue.result-review',
    advisorFor: () => advisor,
    now: () => now,
    newId: () => String(++ids),
  });
  const { cards, explain } = await answer(
    service?.id ?? '',
    viewRequest(patient, knowledge),
    client as never,
  );
  const { quietened, suggested } = explain();
  const rules = new Map([...knowledge.rules.values()].map(({ id, topic }) => [topic, id]));
  const shown = cards.map(({ source, indicator }) => `${rules.get(source.topic.code) ?? ''} ${indicator}`);
  const why = [...new Set(quietened.map(({ id }) => id))].join(' ');
  return { cards, suggested, seen: `${shown.join(', ') || 'silent'}${why && ` (${why})`}` };
}

/** The tests that a card offers of these orders, and after how many days each is done. */
function offered(
  { suggestions = [] }: Card,
  orders: readonly string[],
): { readonly test: OrderTest; readonly inDays: number }[] {
  const tests = orders.flatMap((id) => {
    const order = knowledge.orders.get(id);
    return (order?.tests ?? []).map((test) => ({ test, inDays: order?.later?.value ?? RESULT_AFTER }));
  });
  return suggestions.flatMap(({ actions }) =>
    actions.flatMap(({ resource }) => {
      const code = (resource as fhir4.ServiceRequest | undefined)?.code?.coding?.[0]?.code;
      return tests.find(({ test }) => test.codes[0]?.code === code) ?? [];
    }),
  );
}

/** What comes of an order: a result of each lab that shows it done, else a report. */
function resultsOf(test: OrderTest, day: number, person: Followed): Fact[] {
  const own = [...knowledge.labs.values()].filter(({ codes }) =>
    codes.some(({ code }) => code === test.codes[0]?.code),
  );
  const labs = [...new Set([...test.doneBy.labs.flat(), ...own.map(({ id }) => id)])].filter(
    (lab) => HEALTHY[lab] !== undefined || person.shows(lab, day) !== undefined,
  );
  if (labs.length === 0) return [{ line: `report ${test.id}`, day }];
  return labs.map((lab) => result(lab, day, person));
}

function result(lab: string, day: number, { shows }: Followed): Fact {
  return { line: `${lab} ${shows(lab, day) ?? HEALTHY[lab] ?? ''}`, day };
}
