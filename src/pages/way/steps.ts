import { reaches } from '../../core/facts/reach.js';
import { meaningsOf } from '../../core/facts/names.js';
import type { Knowledge, Order, Quiet, Reason, Rule, Stage } from '../../core/model/knowledge.js';
import type { Renderer } from '../proof.js';
import { ownFindingOnly, testsOf } from './stage-tests.js';
import type { WayExit, WayStep } from './way.js';

/** The rules in use: those whose cards tell of reasons on record, those that ask for red flags, and the others. */
export function cardsOf(knowledge: Knowledge): Readonly<Record<'asides' | 'urgent' | 'others', Rule[]>> {
  const active = activeRules(knowledge);
  const asides = active.filter(tellsReasons);
  const urgent = active.filter(({ flags }) => flags.length > 0);
  return {
    asides,
    urgent,
    others: active.filter((rule) => !asides.includes(rule) && !urgent.includes(rule)),
  };
}

/** In the order in which the services ask them. */
function activeRules({ rules, services }: Knowledge): Rule[] {
  const asked = [...new Set([...services.values()].flatMap((service) => service.rules))];
  return asked.flatMap((id) => rules.get(id) ?? []).filter(({ status }) => status === 'active');
}

export function tellsReasons({ lines }: Rule): boolean {
  return lines.some((line) => 'each' in line && line.each === 'reasons');
}

/** The reasons on record that can take from a rule what it starts from. */
export function reasonsAgainst({ when, lines }: Rule, knowledge: Knowledge): Reason[] {
  const meanings = meaningsOf(knowledge);
  const reach = reaches(meanings);
  const asked = [...when.map(({ expression }) => expression), ...lines.map((line) => line.when)];
  const labs = asked
    .flatMap((expression) => [...reach(expression).names])
    .flatMap((name) => {
      const meaning = meanings.get(name);
      return meaning?.kind === 'set-aside' ? [meaning.lab.id] : [];
    });
  return [...knowledge.reasons.values()].filter(({ about }) => about.some((lab) => labs.includes(lab)));
}

/** Something on record, and the card that says that a result is set aside for it. */
export function reasonStep(
  reasons: readonly Reason[],
  cards: readonly Rule[],
  base: string,
  { say, label }: Renderer,
): WayStep {
  return {
    title: say('wayReason'),
    lines: reasons.map(({ when }) => when.map((one) => label(one.label)).join('; ')),
    exits: cards.map((card) => ({
      kind: 'card',
      text: say('waySetAside', { card: label(card.question) }),
      href: pageOf(card, base),
    })),
  };
}

/** What makes cards quieter, by how quiet. */
export function quietExits(
  quiet: readonly Pick<Quiet, 'id' | 'makes'>[],
  { say, name }: Renderer,
): WayExit[] {
  return [...new Set(quiet.map(({ makes }) => makes))].map((makes) => {
    const reasons = new Set(
      quiet.filter((one) => one.makes === makes).map(({ id }) => name('quietened', id)),
    );
    return {
      kind: 'quiet',
      text: say('wayQuiet', { how: withoutStop(say(`makes-${makes}`)), reasons: [...reasons].join('; ') }),
    };
  });
}

/** A stage with its tests; where each of them waits for something of its own, it says so. */
export function stageStep(stage: Stage, orders: readonly Order[], renderer: Renderer): WayStep {
  const { say, name } = renderer;
  const own = testsOf(stage, orders);
  const tests = testNames(own, renderer);
  const line = ownFindingOnly(own) && stage.urgent !== true ? say('wayOwnFinding', { tests }) : tests;
  return { title: name('stages', stage.id), lines: [line], exits: [] };
}

/** Each test once, a panel by its own name. */
export function testNames(orders: readonly Order[], { name }: Renderer): string {
  const names = orders.flatMap(({ tests }) =>
    tests.filter(({ partOf }) => partOf === undefined).map(({ id }) => name('tests', id)),
  );
  return [...new Set(names)].join(', ');
}

/** A sentence that others follow in the same place. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.(?=\P{L}*$)/u, '');
}

export function pageOf({ id }: Rule, base: string): string {
  return `${base}/evidence/${id}`;
}
