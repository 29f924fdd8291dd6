import { offeredObservation } from '../../core/facts/observation.js';
import { variableOf } from '../../core/facts/variables.js';
import type { Knowledge, Lab } from '../../core/model/knowledge.js';
import type { Reading } from '../../core/readings/reading.js';
import { LATE_LISTS } from '../names.js';

/** A made-up patient: every name that is no fact, with a value. */
export type Sample = Readonly<Record<string, unknown>>;

/**
 * Three made-up patients on whom every expression is tried: one with everything raised, positive and listed, one with
 * nothing, one in between. Every lab has the value 1 in its own unit.
 */
export function samplesOf(knowledge: Knowledge): readonly Sample[] {
  return [
    sampleOf(knowledge, { age: 40, sex: 'female', raised: 'yes', listed: true, limit: 0.1 }),
    sampleOf(knowledge, { age: 70, sex: 'male', raised: 'no', listed: false, limit: 2 }),
    sampleOf(knowledge, { age: 70, sex: undefined, raised: 'no', judged: true, listed: false, limit: 2 }),
  ];
}

interface Sketch {
  readonly age: number;
  readonly sex: 'female' | 'male' | undefined;
  readonly raised: 'yes' | 'no';
  readonly judged?: boolean;
  readonly listed: boolean;
  /** Upper limit of every lab. */
  readonly limit: number;
}

function sampleOf(
  { labs, valueSets }: Knowledge,
  { age, sex, raised, judged, listed, limit }: Sketch,
): Sample {
  const all = [...labs.values()];
  const quantities = all.filter(({ kind }) => kind === 'quantity').map(({ id }) => id);
  const sets = [...valueSets.values()];
  const ids = (list: readonly { readonly id: string }[]): string[] =>
    listed ? list.map(({ id }) => id) : [];
  return {
    age,
    sex: sex ?? [],
    raised: raised === 'yes' ? quantities : [],
    judged: listed || judged ? quantities : [],
    approximate: listed ? quantities : [],
    positive: ids(all.filter(({ kind }) => kind === 'coded')),
    problems: ids(sets.filter((set) => set.of === 'Condition')),
    ...Object.fromEntries(Object.keys(LATE_LISTS).map((name) => [name, ids(all)])),
    ...Object.fromEntries(
      sets.flatMap(({ id, of }) => {
        if (of === 'Medication') return [[variableOf(`daysSince-${id}`), 1]];
        return of === 'Procedure' ? [[`${variableOf(id)}Days`, 1]] : [];
      }),
    ),
    ...Object.fromEntries(
      all.map((lab) => [variableOf(lab.id), offeredObservation(readingOf(lab, raised, limit))]),
    ),
  };
}

function readingOf(lab: Lab, raised: 'yes' | 'no', limit: number): Reading {
  const reading: Reading = {
    lab,
    raised,
    remarks: [],
    result: {
      lab,
      observation: { resourceType: 'Observation', status: 'final', code: {} },
      from: 'sample',
      inContext: false,
      reference: `Observation/${lab.id}`,
    },
  };
  if (lab.kind === 'quantity')
    return {
      ...reading,
      amount: { stated: 1, low: 1, high: 1 },
      limit: { value: limit, basis: 'lab-range', source: [] },
    };
  if (lab.kind === 'coded') return { ...reading, outcome: raised === 'yes' ? 'positive' : 'negative' };
  return reading;
}
