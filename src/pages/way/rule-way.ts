import type { Knowledge, Order, Rule } from '../../core/model/knowledge.js';
import type { Renderer } from '../proof.js';
import { stagesOnTheWay } from '../../core/rules/stages-on-the-way.js';
import { testsOf } from './stage-tests.js';
import {
  cardsOf,
  pageOf,
  quietExits,
  reasonsAgainst,
  reasonStep,
  stageStep,
  tellsReasons,
  withoutStop,
} from './steps.js';
import type { WayExit, WayStep } from './way.js';

/** The way to the card of one rule, drawn from the knowledge; a step that says nothing of this card is left out. */
export function wayOf(rule: Rule, knowledge: Knowledge, base: string, renderer: Renderer): WayStep[] {
  const { say, label } = renderer;
  const { asides } = cardsOf(knowledge);
  const reasons = reasonsAgainst(rule, knowledge);
  const orders = rule.suggest.flatMap((id) => knowledge.orders.get(id) ?? []);
  const raised: WayStep = {
    title: say('wayRaised'),
    lines: rule.when.map((one) => label(one.label)),
    exits: [
      { kind: 'quiet', text: say('wayNoCard') },
      ...rule.unless.map((one): WayExit => ({
        kind: 'quiet',
        text: say('wayNotThis', { condition: label(one.label) }),
      })),
    ],
  };
  return [
    raised,
    ...(reasons.length > 0 ? [reasonStep(reasons, tellsReasons(rule) ? [] : asides, base, renderer)] : []),
    ...flagSteps(rule, knowledge, base, renderer),
    ...saysSteps(rule, renderer),
    { title: say('wayLoud'), lines: [loudness(rule, renderer)], exits: quietExits(rule.quiet, renderer) },
    ...stageSteps(rule, orders, knowledge, renderer),
  ];
}

function flagSteps(rule: Rule, knowledge: Knowledge, base: string, { say, label }: Renderer): WayStep[] {
  if (rule.flags.length > 0)
    return [
      {
        title: say('wayFlag'),
        note: say('wayFlagNote'),
        lines: rule.flags.map((flag) => label(flag.label)),
        exits: [{ kind: 'quiet', text: say('wayNoFlag') }],
      },
    ];
  const { urgent } = cardsOf(knowledge);
  if (urgent.length === 0 || tellsReasons(rule)) return [];
  const count = urgent.reduce((sum, { flags }) => sum + flags.length, 0);
  return [
    {
      title: say('wayFlag'),
      note: say('wayFlagNote'),
      lines: [say('wayAnyFlag', { count })],
      exits: urgent.map((card) => ({
        kind: 'card',
        text: say('wayFlagCard', { card: label(card.question) }),
        href: pageOf(card, base),
      })),
    },
  ];
}

/** What a card lists of the record and of the results, where that is what it is for. */
function saysSteps({ lines }: Rule, { say }: Renderer): WayStep[] {
  const each = lines.flatMap((line) => ('each' in line ? [say(`each-${line.each}`)] : []));
  return each.length > 0 ? [{ title: say('waySays'), lines: each.map(withoutStop), exits: [] }] : [];
}

function loudness({ flagged, warning }: Rule, { say }: Renderer): string {
  if (flagged)
    return say('wayFlagged', {
      full: say(`indicator-${flagged.full}`),
      us: say(`indicator-${flagged['us-nondevice']}`),
    });
  return warning.length > 0 ? say('wayWarning', { count: warning.length }) : say('wayInfo');
}

/** Tests that only a red flag asks for stand on the way of a card that has some. */
function stageSteps(
  { flags }: Rule,
  orders: readonly Order[],
  knowledge: Knowledge,
  renderer: Renderer,
): WayStep[] {
  return stagesOnTheWay(knowledge.stages.stages)
    .filter((stage) => testsOf(stage, orders).length > 0 && (stage.urgent !== true || flags.length > 0))
    .map((stage) => stageStep(stage, orders, renderer));
}
