import type { Explanation } from './service.js';

type Verdict = Explanation['rules'][number]['verdict'];
type YesNo = Explanation['readings'][number]['raised'];

/** The answer of a step. */
export function AnswerMark({ answer }: { readonly answer: YesNo }) {
  return <span class={`mark ${answer}`}>{answer}</span>;
}

const VERDICTS: Readonly<Record<Verdict, readonly [kind: string, text: string]>> = {
  card: ['yes', 'card'],
  silent: ['no', 'no card'],
  unknown: ['unknown', 'undecided'],
};

/** What became of a rule. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  const [kind, text] = VERDICTS[verdict];
  return <span class={`mark ${kind}`}>{text}</span>;
}

/** A link to the evidence pages; they open beside the playground. */
export function EvidenceLink({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <a href={to} target="_blank" rel="noopener">
      {children}
      <span class="hidden"> (opens in a new tab)</span>
    </a>
  );
}
