import type { RuleFile } from '../knowledge/files.js';
import { type ArtefactContext, canonical, word } from './artefact-context.js';
import { type Action, addConditions, conditions, conditionsOf } from './conditions.js';
import type { Field } from './field.js';
import { addGroup, groupOf } from './groups.js';
import { figureProof, figuresIn } from './proof.js';

type Quiet = NonNullable<RuleFile['quiet']>[number];

const QUIET = 'quiet';
/** Our extension for what FHIR has no element for: how quiet, and what may hold all the same. */
export const QUIETER = 'quieter';

/** What makes the card quieter, each an action of a group: the first of which everything holds. */
export const quietField: Field<RuleFile['quiet']> = {
  write: (quiet = [], { card, context }) =>
    addGroup(
      card,
      QUIET,
      'What makes the card quieter: the first of which everything is known and holds',
      quiet.map((one) => quietAction(one, context)),
      { selectionBehavior: 'at-most-one' },
    ),
  read: (_plan, card) => groupOf(card, QUIET)?.map(quietFrom),
};

function quietAction(quiet: Quiet, context: ArtefactContext): Action & { id: string } {
  const { id, makes, despite, besideFlags, done, offers = [], when } = quiet;
  const parts: fhir4.Extension[] = [
    { url: 'makes', valueCode: makes },
    ...(despite === 'all' ? [{ url: 'despiteAll', valueBoolean: true }] : []),
    ...(despite === undefined || despite === 'all'
      ? []
      : despite.map((label) => ({ url: 'despite', valueString: label }))),
    ...(besideFlags === undefined ? [] : [{ url: 'besideFlags', valueBoolean: besideFlags }]),
    ...(done?.apart ?? []).map((order) => ({ url: 'apart', valueCode: order })),
    ...offers.map((order) => ({ url: 'offers', valueCode: order })),
  ];
  const action: Action & { id: string } = {
    id,
    extension: [
      { url: canonical(context, 'StructureDefinition', QUIETER), extension: parts },
      ...(done ? [figureProof(context, done.within)] : []),
    ],
    title: word(context, 'quietened', id),
  };
  addConditions(action, conditions(`${QUIET}.${id}.when`, when));
  return action;
}

function quietFrom({ id, ...action }: Action & { id: string }): Quiet {
  const parts =
    action.extension?.find(({ url }) => url.endsWith(`/StructureDefinition/${QUIETER}`))?.extension ?? [];
  const of = (name: string): fhir4.Extension[] => parts.filter(({ url }) => url === name);
  const codes = (name: string): string[] => of(name).flatMap(({ valueCode }) => valueCode ?? []);
  const besideFlags = of('besideFlags')[0]?.valueBoolean;
  const despite = of('despite').flatMap(({ valueString }) => valueString ?? []);
  const offers = codes('offers');
  const [within] = figuresIn(action);
  return {
    id,
    makes: codes('makes')[0] as Quiet['makes'],
    ...(of('despiteAll')[0]?.valueBoolean === true && { despite: 'all' }),
    ...(despite.length > 0 && { despite }),
    ...(besideFlags !== undefined && { besideFlags }),
    ...(within && { done: { apart: codes('apart'), within: { ...within, unit: 'd' } } }),
    ...(offers.length > 0 && { offers }),
    when: conditionsOf(action, `${QUIET}.${id}.when`),
  };
}
