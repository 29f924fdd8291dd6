import type { ExperimentDesign } from '../../core/model/measures.js';
import type { OfferedTest } from '../../core/model/memory.js';
import type { Knowledge, Rule } from '../../core/model/knowledge.js';
import type { Row } from '../../store/database.js';
import { createRandom, normal, oneOf, type Random } from '../random.js';
import { answerTo, hex, type Kind, stray, uuid } from './simulated-answers.js';

/** An invented year of two sites, as rows of the store. Nothing in it is of anybody. */
export interface SimulatedYear {
  readonly openings: readonly Row[];
  readonly cards: readonly Row[];
  readonly feedback: readonly Row[];
  /** One whose arms differ in truth, and one whose arms do not. */
  readonly experiments: readonly [different: ExperimentDesign, same: ExperimentDesign];
}

interface Site {
  readonly client: string;
  /** Openings on a weekday. */
  readonly pace: number;
  readonly patients: number;
  /** Days at the beginning in which nothing is shown. */
  readonly silentDays: number;
}

const SITES: readonly Site[] = [
  { client: 'hospital-east', pace: 130, patients: 5_200, silentDays: 0 },
  { client: 'hospital-west', pace: 90, patients: 3_600, silentDays: 91 },
];
const DAYS = 365;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const EARLIER_VERSION = '0.1.0';
/** Days of the year in which experiments run. */
const TRIED = { from: 120, to: 330 };
/** What part of the patients whose results are looked at a rule of each kind speaks of. */
const SPOKEN_OF = { loud: 0.006, aside: 0.05, main: [0.12, 0.03, 0.15] };
/** Days that a card is quiet once it was turned down, and that what a patient's card rests on stays the same. */
const QUIET_DAYS = 60;
const SAME_DAYS = 100;
/** Answers in a year to cards that the store does not know. */
const STRAYS = 9;

interface Patient {
  readonly id: string;
  readonly rule?: Rule;
  readonly kind: Kind;
  readonly share: number;
  readonly person: string;
  quietUntil: number;
}

/**
 * The same for the same seed. Made of the rules, orders and reasons there are, so that the page shows them by name.
 * @param until the last day, such as `2026-11-28`
 */
export function simulatedYear(
  knowledge: Pick<Knowledge, 'rules' | 'services' | 'release'>,
  seed: number,
  until: string,
): SimulatedYear {
  const random = createRandom(seed);
  const first = Date.parse(until) - (DAYS - 1) * DAY;
  const dayAt = (place: number): string => new Date(first + place * DAY).toISOString().slice(0, 10);
  const rules = rulesOf(knowledge);
  const experiments = experimentsOn(rules.main, dayAt);
  const openings = new Map<string, number>();
  const cards: Row[] = [];
  const feedback: Row[] = [];
  for (const site of SITES) {
    const patients = Array.from({ length: site.patients }, () => patientOf(rules, random));
    const services = [...knowledge.services.keys()];
    for (let place = 0; place < DAYS; place++) {
      const day = dayAt(place);
      const version = place < DAYS / 2 ? EARLIER_VERSION : knowledge.release.version;
      for (let count = openingsOn(place, day, site, random); count > 0; count--) {
        const patient = oneOf(random, patients);
        if (!patient) continue;
        const arms = armsOf(patient, experiments, day);
        const service = oneOf(random, services) ?? '';
        const opening = { day, client: site.client, service, knowledge: version, arms };
        const key = JSON.stringify(opening);
        openings.set(key, (openings.get(key) ?? 0) + 1);
        if (!patient.rule) continue;
        const card = cardOf(
          opening,
          patient,
          patient.rule,
          { place, isSilent: place < site.silentDays },
          random,
        );
        cards.push(card);
        const answer = answerTo(card, patient.kind, place / DAYS, experiments[0], knowledge.release, random);
        if (!answer) continue;
        feedback.push(answer);
        if (answer['outcome'] === 'overridden') patient.quietUntil = place + QUIET_DAYS;
      }
    }
  }
  for (let count = 0; count < STRAYS; count++)
    feedback.push(stray(dayAt(Math.floor(random() * DAYS)), random));
  return {
    openings: [...openings].map(([key, count]) => ({ ...(JSON.parse(key) as Row), openings: count })),
    ...{ cards, feedback, experiments },
  };
}

function cardOf(
  opening: Row,
  patient: Patient,
  { id, topic, suggest }: Rule,
  { place, isSilent }: { readonly place: number; readonly isSilent: boolean },
  random: Random,
): Row {
  const isQuiet = patient.quietUntil > place && patient.kind !== 'loud';
  return {
    ...opening,
    ...{ card: uuid(random), at: Date.parse(String(opening['day'])) + Math.floor((8 + 9 * random()) * HOUR) },
    ...{ rule: id, topic, indicator: loudness(patient, random), language: 'en' },
    ...{ shown: isSilent ? 'silent' : isQuiet ? 'quiet' : 'shown' },
    ...{ quiet_by: isQuiet && !isSilent ? 'told-before' : null, patient: patient.id, person: patient.person },
    ...{ basis: `${patient.id} ${Math.floor(place / SAME_DAYS)}`, held: '[]', samples: '{}' },
    offered: JSON.stringify(offeredBy(suggest, random)),
  };
}

interface Rules {
  readonly loud: readonly Rule[];
  readonly aside: readonly Rule[];
  readonly main: readonly Rule[];
}

function rulesOf({ rules }: Pick<Knowledge, 'rules'>): Rules {
  const active = [...rules.values()].filter(({ status }) => status === 'active');
  return {
    loud: active.filter(({ flags }) => flags.length > 0),
    aside: active.filter(({ lines }) => lines.length > 0),
    main: active.filter(({ consider }) => consider.length > 0).slice(0, SPOKEN_OF.main.length),
  };
}

function patientOf({ loud, aside, main }: Rules, random: Random): Patient {
  const parts: readonly (readonly [Patient['kind'], readonly Rule[], number])[] = [
    ['loud', loud, SPOKEN_OF.loud],
    ['aside', aside, SPOKEN_OF.aside],
    ...main.map((rule, place) => ['main', [rule], SPOKEN_OF.main[place] ?? 0] as const),
  ];
  let left = random();
  const found = parts.find(([, , share]) => (left -= share) < 0);
  const rule = found && oneOf(random, found[1]);
  return {
    ...{ id: hex(random, 16), person: `user ${Math.floor(random() * 40)}`, share: random(), quietUntil: 0 },
    kind: found?.[0] ?? 'main',
    ...(rule && { rule }),
  };
}

function experimentsOn(
  main: readonly Rule[],
  dayAt: (place: number) => string,
): SimulatedYear['experiments'] {
  const design = (
    id: string,
    title: string,
    rule: string,
    outcome: ExperimentDesign['outcome'],
  ): ExperimentDesign => ({
    ...{ id, title, rule, outcome, start: dayAt(TRIED.from), end: dayAt(TRIED.to) },
    arms: [
      { id: 'as-it-is', share: 50 },
      { id: 'in-other-words', share: 50 },
    ],
  });
  const [one = '', , other = one] = main.map(({ id }) => id);
  return [
    design('simulated-different', 'Simulated: other words are accepted more often', other, 'accepted'),
    design('simulated-same', 'Simulated: other words make no difference', one, 'accepted'),
  ];
}

/** As the store writes them: in the order of their names. */
function armsOf({ share }: Patient, experiments: readonly ExperimentDesign[], day: string): string {
  const running = experiments.filter(({ start, end }) => day >= start && day <= end);
  const arms = running.map(({ id, arms: [one, other] }, place): [string, string] => {
    // Two experiments tell patients apart each in its own way.
    const own = (share * 2 ** place) % 1;
    return [id, (own < 0.5 ? one : other)?.id ?? ''];
  });
  return JSON.stringify(Object.fromEntries(arms.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Fewer on weekends and in summer, more in winter. */
function openingsOn(place: number, day: string, { pace }: Site, random: Random): number {
  const date = new Date(day);
  const isWeekend = date.getUTCDay() % 6 === 0;
  const season = 1 + 0.15 * Math.cos((date.getUTCMonth() / 12) * 2 * Math.PI);
  const mean = pace * season * (isWeekend ? 0.25 : 1) * (1 + place / DAYS / 10);
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
}

function loudness({ kind }: Patient, random: Random): string {
  if (kind === 'loud') return 'warning';
  return kind === 'main' && random() < 0.22 ? 'warning' : 'info';
}

function offeredBy(suggest: Rule['suggest'], random: Random): OfferedTest[] {
  const suggestion = uuid(random);
  return suggest
    .slice(0, 8)
    .filter((_, place) => random() < 0.7 / (1 + place / 3))
    .map((order) => ({ order, test: order, suggestion }));
}
