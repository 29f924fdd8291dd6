import type { Issue } from '../model/memory.js';
import { attentionOf, type Ground, indicatorOf, samplesOf, valuesOf } from '../rules/attention.js';
import { basisOf } from '../rules/basis.js';
import type { Made } from './compose.js';
import type { Reasoning } from './explain.js';
import type { Findings } from './findings.js';
import { offeredIn } from './suggestion.js';

/** What cards rest on. */
export function groundOf({ views, record, remarks, request }: Findings): Ground {
  return { views, record, remarks, unanswered: request.unanswered ?? [] };
}

/** What is to be kept of the cards of an answer: those that are shown, then those that are not. */
export function issuesOf({ findings, sent, back }: Pick<Reasoning, 'findings' | 'sent' | 'back'>): Issue[] {
  if (sent.length + back.length === 0) return [];
  const ground = groundOf(findings);
  const [samples, values] = [samplesOf(ground), valuesOf(ground)];
  const issue = (made: Made, stands: Pick<Issue, 'shown' | 'quietBy'>): Issue => {
    const { rule } = made.judgement;
    return {
      card: made.card.uuid,
      rule: rule.id,
      topic: rule.topic,
      indicator: indicatorOf(made),
      ...stands,
      samples,
      held: [...attentionOf(made, ground), ...values],
      basis: basisOf(made, ground, findings.request.service.id),
      offered: offeredIn(made.card, made.offered.suggested, findings),
    };
  };
  return [
    ...sent.map((made) => issue(made, { shown: 'shown' })),
    ...back.map(({ made, why }) =>
      issue(made, { shown: why.shown, ...(why.shown === 'quiet' && { quietBy: why.by }) }),
    ),
  ];
}
