import type { Explanation } from '../../core/model/explanation.js';
import { numberText, titled } from '../parts/text.js';
import { quietText, rulesWithCard } from '../parts/reasons.js';
import { whyInWords } from '../parts/words.js';
import { shownAmount } from './amount.js';
import type { Shown } from './answering.js';
import type { Names } from './names.js';

/** A line of a station: what is so, what is done and when, what is next, what is not known. */
export interface Line {
  readonly kind: 'is' | 'done' | 'next' | 'open' | 'not';
  readonly text: string;
  readonly date?: string;
  /** Of a test: the condition that does not hold or is not known. */
  readonly because?: string;
  /** Where it is said why. */
  readonly to: string;
}

/** A place on the way from a raised result to the end of its work-up. */
export interface Station {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** Its lines are tests: said in a row for each kind. */
  readonly isOfTests?: true;
  /** What is said where there is no line. */
  readonly otherwise: string;
}

/** The way, and at which station this patient stands; after that one nothing was asked yet, or nothing need be. */
export interface Way {
  readonly stations: readonly Station[];
  readonly here: number;
}

/** The places of the stations that are always there. */
const [RAISED, RECORD, LOUD] = [0, 1, 3];

const SILENCES: Readonly<Record<NonNullable<Shown['noCardsBecause']>, string>> = {
  'user-is-patient': 'No card is shown to the patient or a relative',
  'no-lab-in-results': 'None of the new results is of a test that starts a rule',
  deceased: 'The patient has died',
  'encounter-switched-off': 'This site shows no cards for encounters of this kind',
  'silent-client': 'Cards are worked out and recorded here, and none is shown',
};

/** Where this patient stands. */
export function wayOf({ explanation, cards, noCardsBecause }: Shown, names: Names): Way {
  const raised = raisedStation(explanation, names);
  const record = recordStation(explanation, names);
  const flags = flagStation(explanation, names);
  const loud = loudStation(explanation, cards, noCardsBecause);
  const stages = stageStations(explanation, names);
  const stations = [raised, record, flags, loud, ...stages];
  return { stations, here: placeIn(explanation, cards, stations, names) };
}

/** The first station at which something is to be done, or beyond which nothing was asked. */
function placeIn(
  { readings, reasons, workup }: Explanation,
  cards: Shown['cards'],
  stations: readonly Station[],
  { triggers }: Names,
): number {
  const raised = readings.filter((one) => one.raised === 'yes' && triggers.includes(one.lab));
  if (raised.length === 0) return RAISED;
  const setAside = new Set(reasons.filter((one) => one.setAside).map(({ lab }) => lab));
  if (raised.every(({ lab }) => setAside.has(lab))) return RECORD;
  const isAsked = workup.some(({ tests }) => tests.length > 0);
  if (!isAsked || cards.length === 0) return LOUD;
  const next = stations.findIndex(({ lines }) => lines.some(({ kind }) => kind === 'next'));
  return next < 0 ? stations.length - 1 : next;
}

function raisedStation({ readings }: Explanation, names: Names): Station {
  const lines = names.triggers.flatMap((id): Line[] => {
    const reading = readings.find(({ lab }) => lab === id);
    const name = titled(names.lab(id));
    const to = `evidence#lab-${id}`;
    if (!reading || reading.why === 'no-result') return [{ kind: 'not', text: `${name}: no result`, to }];
    const { value, unit, comparator, limit, date, raised, why } = reading;
    const amount = value === undefined ? reading.received : shownAmount(value, unit, comparator);
    const against = limit?.value === undefined ? '' : ` (limit ${numberText(limit.value)})`;
    const dated = date === undefined ? {} : { date };
    if (why !== undefined)
      return [{ kind: 'open', text: `${name} ${amount}: could not be used`, to, ...dated }];
    if (raised === 'yes') return [{ kind: 'is', text: `${name} ${amount}${against}`, to, ...dated }];
    const kind = raised === 'no' ? 'not' : 'open';
    return [
      {
        kind,
        text: `${name} ${amount}${against}: ${raised === 'no' ? 'not raised' : 'not known whether raised'}`,
        to,
        ...dated,
      },
    ];
  });
  return { key: 'raised', title: 'Raised', lines, otherwise: 'nothing came' };
}

function recordStation({ reasons }: Explanation, names: Names): Station {
  const lines = reasons.map(({ lab, reason, what, setAside, exceptions }): Line => {
    const name = titled(names.lab(lab));
    const but = exceptions.length > 0 ? `: ${exceptions.join('; ')}` : '';
    return {
      kind: setAside ? 'is' : 'not',
      text: `${name}: ${what}. ${setAside ? 'Set aside' : `Counts all the same${but}`}`,
      to: `evidence#reason-${reason}`,
    };
  });
  return { key: 'record', title: 'Reason on record', lines, otherwise: 'none' };
}

function flagStation({ rules }: Explanation, names: Names): Station {
  const lines = rules.flatMap(({ id, steps }) =>
    steps
      .filter(({ kind, answer }) => kind === 'flag' && answer !== 'no')
      .map(({ id: flag = '', label, answer, why = '' }): Line => {
        const to = `evidence/${id}#conditions`;
        if (answer === 'yes') return { kind: 'is', text: `${flag}: ${label}`, to };
        return { kind: 'open', text: label, because: whyInWords(why, names.lab), to };
      }),
  );
  return { key: 'flags', title: 'Red flag', lines, otherwise: 'none' };
}

const INDICATORS = { critical: 'Critical', warning: 'Warning', info: 'For information' };

function loudStation(
  { rules, quietened }: Explanation,
  cards: Shown['cards'],
  silence: Shown['noCardsBecause'],
): Station {
  const spoke = rulesWithCard({ rules, quietened });
  const why = spoke.flatMap(({ id, steps }) =>
    steps
      .filter(({ kind, answer }) => kind === 'warning' && answer === 'yes')
      .map(({ label }): Line => ({ kind: 'is', text: label, to: `evidence/${id}#conditions` })),
  );
  const lines: Line[] = [
    ...(silence ? [{ kind: 'not', text: SILENCES[silence], to: 'evidence' } as const] : []),
    ...cards.map(({ indicator, source }): Line => ({
      kind: 'is',
      text: `${INDICATORS[indicator]}: ${source.topic.display}`,
      to: source.url,
    })),
    ...why.filter(({ text }, place) => why.findIndex((one) => one.text === text) === place),
    ...quietened.map((one): Line => ({
      kind: 'not',
      text: quietText(one),
      to: placeOfQuiet(one),
    })),
  ];
  return { key: 'loud', title: 'How loud', lines, otherwise: 'no card' };
}

/** What was answered has its place on the page of all rules, and how a client or rule runs has none of its own. */
function placeOfQuiet({ rule, id, until, card }: Explanation['quietened'][number]): string {
  if (until !== undefined) return 'evidence#told';
  return card === undefined ? `evidence/${rule}#quiet-${id}` : `evidence/${rule}`;
}

const STATES = { offered: 'next', done: 'done', 'not-indicated': 'not', 'not-known': 'open' } as const;

/** The stages of tests, in the order in which a patient comes to them. */
function stageStations({ workup }: Explanation, names: Names): Station[] {
  const isAsked = workup.some(({ tests }) => tests.length > 0);
  return workup
    .toSorted((one, other) => names.placeOf(one.stage) - names.placeOf(other.stage))
    .filter(
      ({ stage, tests }) => !names.isUrgent(stage) || tests.some(({ state }) => state !== 'not-indicated'),
    )
    .map(({ stage, title, tests }) => ({
      key: stage,
      title: `Tests: ${title}`,
      isOfTests: true as const,
      lines: tests.map(({ name, state, day, because, accepted }): Line => ({
        kind: STATES[state],
        text: accepted ? `${name} (taken from a card)` : name,
        to: `evidence#stage-${stage}`,
        ...(because !== undefined && { because }),
        ...(day !== undefined && { date: day }),
      })),
      otherwise: isAsked ? 'none' : 'nothing is asked for',
    }));
}
