import type { Explanation } from './service.js';

export type ExplainedRule = Explanation['rules'][number];
export type ExplainedStep = ExplainedRule['steps'][number];

export type StepKind = ExplainedStep['kind'];

/** Steps of one kind; of what makes a card quieter, those that must hold together. */
export interface StepGroup {
  readonly kind: StepKind;
  /** Of what makes a card quieter. */
  readonly id?: string;
  readonly steps: readonly ExplainedStep[];
}

/** The steps of a rule by what they are for, in the order they are asked. */
export function groupSteps(steps: readonly ExplainedStep[]): StepGroup[] {
  const groups = new Map<string, StepGroup>();
  for (const step of steps) {
    const { kind } = step;
    const id = kind === 'quiet' ? step.id : undefined;
    const key = `${kind} ${id ?? ''}`;
    groups.set(key, {
      kind,
      ...(id !== undefined && { id }),
      steps: [...(groups.get(key)?.steps ?? []), step],
    });
  }
  return [...groups.values()];
}

export type Quietened = Explanation['quietened'][number];

/** The rules of which a card is shown: what is silenced has none. */
export function rulesWithCard({
  rules,
  quietened,
}: Pick<Explanation, 'rules' | 'quietened'>): ExplainedRule[] {
  const silenced = quietened.filter(({ makes }) => makes === 'silent').map(({ rule }) => rule);
  return rules.filter(({ id, verdict }) => verdict === 'card' && !silenced.includes(id));
}

const MADE: Readonly<Record<Quietened['makes'], string>> = {
  silent: 'No card',
  brief: 'A card of three lines',
  'no-orders': 'A card without tests',
};

/** What made a card quieter, in a sentence or two. */
export function quietText({ makes, why, complete, tests = [], until }: Quietened): string {
  const ends = until === undefined ? '' : ` Quiet until ${until.slice(0, 10)}, unless something changes.`;
  const by = tests.length > 0 ? `, by ${tests.join(', ')}` : '';
  return `${MADE[makes]}: ${why}.${complete === undefined ? '' : ` The work-up was complete on ${complete}${by}.`}${ends}`;
}

/** Makes a card as soon as its conditions hold; the others say something only for a red flag or a line that holds as well. */
export function isPlain({ steps }: ExplainedRule): boolean {
  return !steps.some(({ kind }) => kind === 'flag' || kind === 'line');
}

/** What kept a rule from making a card. */
export interface Obstacle {
  /** `nothing`: the rule was asked, and nothing it could say holds. */
  readonly kind: 'no' | 'unknown' | 'unless' | 'nothing';
  readonly label: string;
  readonly why?: string;
}

/** The first step that stopped a rule; nothing when it made a card. */
export function obstacleOf({ verdict, steps }: ExplainedRule): Obstacle | undefined {
  if (verdict === 'card') return undefined;
  const groups = groupSteps(steps);
  const first = (kind: StepKind, answer: ExplainedStep['answer']): ExplainedStep | undefined =>
    groups.find((group) => group.kind === kind)?.steps.find((step) => step.answer === answer);
  const told = (kind: Obstacle['kind'], { label, why }: ExplainedStep): Obstacle => ({
    kind,
    label,
    ...(why !== undefined && { why }),
  });
  const no = first('when', 'no');
  if (no) return told('no', no);
  const unknown = first('when', 'unknown');
  if (verdict === 'unknown' && unknown) return told('unknown', unknown);
  const unless = first('unless', 'yes');
  if (unless) return told('unless', unless);
  return { kind: 'nothing', label: '' };
}

/** Rules that stopped for the same reason. */
export interface Stopped {
  readonly titles: readonly string[];
  readonly obstacle: Obstacle;
}

/** Why rules made no card, one entry for each reason. */
export function stoppedBy(rules: readonly ExplainedRule[]): Stopped[] {
  const found = new Map<string, Stopped>();
  for (const rule of rules) {
    const obstacle = obstacleOf(rule);
    if (!obstacle) continue;
    const key = JSON.stringify(obstacle);
    found.set(key, { obstacle, titles: [...(found.get(key)?.titles ?? []), rule.title] });
  }
  return [...found.values()];
}
