import type { Answered } from '../hooks/answer.js';
import type { CountedAnswer } from './metrics.js';

/** What of an answer is counted. */
export function countedAnswer({ noCardsBecause, outline, issues }: Answered): CountedAnswer {
  const came = outline?.();
  return {
    noCardsBecause,
    cards: issues?.() ?? [],
    unknown: (came?.verdicts ?? []).flatMap(({ rule, open }) =>
      open.map((condition) => ({ rule, condition })),
    ),
    setAside: (came?.setAside ?? []).map(({ why }) => why),
  };
}
