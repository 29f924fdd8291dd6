import type { Knowledge } from '../../core/model/knowledge.js';
import type { Renderer } from '../proof.js';
import { stagesOnTheWay } from '../../core/rules/stages-on-the-way.js';
import { testsOf } from './stage-tests.js';
import { cardsOf, pageOf, quietExits, reasonStep, stageStep, testNames } from './steps.js';
import type { WayExit, WayStep } from './way.js';

/** The way of all rules in use on one picture, from a raised result to the last tests. */
export function wholeWay(knowledge: Knowledge, base: string, renderer: Renderer): WayStep[] {
  const { say, name, label } = renderer;
  const { asides, urgent, others } = cardsOf(knowledge);
  const orders = [...knowledge.orders.values()];
  const stages = stagesOnTheWay(knowledge.stages.stages);
  const labs = [...new Set([...asides, ...urgent, ...others].flatMap(({ triggers }) => triggers))].map((id) =>
    name('labs', id),
  );
  const urgentTests = stages
    .filter((stage) => stage.urgent === true)
    .map((stage): WayExit => {
      const tests = testNames(testsOf(stage, orders), renderer);
      return { kind: 'card', text: `${name('stages', stage.id)}: ${tests}` };
    });
  return [
    {
      title: say('wayRaised'),
      lines: [say('wayAbove', { labs: labs.join(', ') })],
      exits: [{ kind: 'quiet', text: say('wayNoCard') }],
    },
    reasonStep([...knowledge.reasons.values()], asides, base, renderer),
    {
      title: say('wayFlag'),
      note: say('wayFlagNote'),
      lines: urgent.flatMap(({ flags }) => flags.map((flag) => label(flag.label))),
      exits: [
        ...urgent.map((card): WayExit => ({
          kind: 'card',
          text: label(card.question),
          href: pageOf(card, base),
        })),
        ...urgentTests,
      ],
    },
    {
      title: say('wayCard'),
      lines: others.map(({ when }) => when.map((one) => label(one.label)).join(', ')),
      exits: others.map((card) => ({ kind: 'card', text: label(card.question), href: pageOf(card, base) })),
    },
    {
      title: say('wayLoud'),
      lines: [say('wayOneOf')],
      exits: quietExits(
        others.flatMap(({ quiet }) => quiet),
        renderer,
      ),
    },
    ...stages.filter((stage) => stage.urgent !== true).map((stage) => stageStep(stage, orders, renderer)),
  ];
}
