import { useMemo, useRef, useState } from 'preact/hooks';
import type { Catalogue, Explanation } from '../api.js';
import { AnswerMark, EvidenceLink, VerdictMark } from '../../parts/mark.js';
import { type ExplainedRule, type ExplainedStep, groupSteps, type StepKind } from '../../parts/reasons.js';
import { SawList } from './saw.js';
import { capitalised, labName, titled } from '../../parts/text.js';
import { boundsIn, type Offered, offeredNames } from './try/offered.js';
import { TryStep } from './try/try-step.js';
import { whyInWords } from '../../parts/words.js';

const KINDS: Readonly<Record<StepKind, string>> = {
  when: 'Asked first: all must hold',
  unless: 'Unless one of these holds',
  flag: 'Red flags: one must hold',
  line: 'What it can say: one must hold',
  warning: 'A warning instead of information, when one of these holds',
  quiet: 'Quieter, when all of these are known and hold',
};

/** Every rule with all its steps; what needs no look is folded. */
export function Rules({
  explanation,
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  const ground = useMemo<Ground>(
    () => ({
      offered: offeredNames(explanation, catalogue.labs),
      bounds: boundsIn(explanation.readings),
      nameOf: (id) => labName(id, catalogue),
    }),
    [explanation, catalogue],
  );
  return (
    <section class="panel">
      <h3>Rules</h3>
      {explanation.rules.map((rule) => (
        <details key={rule.id} class="why-rule" open={rule.verdict !== 'silent'}>
          <summary>
            <h4>{rule.title}</h4> <VerdictMark verdict={rule.verdict} />
          </summary>
          <p class="muted">
            <code>{rule.id}</code> ·{' '}
            <EvidenceLink to={`evidence/${encodeURIComponent(rule.id)}`}>Evidence of this rule</EvidenceLink>
          </p>
          <StepsTable rule={rule} ground={ground} />
        </details>
      ))}
    </section>
  );
}

/** What steps are shown and tried on. */
interface Ground {
  readonly offered: Offered;
  readonly bounds: ReadonlyMap<string, string>;
  readonly nameOf: (lab: string) => string;
}

function StepsTable({ rule, ground }: { readonly rule: ExplainedRule; readonly ground: Ground }) {
  return (
    <table class="why-table">
      <caption class="hidden">Steps of “{rule.title}”</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Condition and what it saw</th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      {groupSteps(rule.steps).map(({ kind, id, steps }) => (
        <tbody key={`${kind} ${id ?? ''}`}>
          <tr>
            <th scope="rowgroup" colSpan={2}>
              {KINDS[kind]}
              {id !== undefined && (
                <>
                  {' '}
                  (<code>{id}</code>)
                </>
              )}
            </th>
          </tr>
          {steps.map((step) => (
            <StepRow
              key={id === undefined ? (step.id ?? step.label) : step.label}
              step={step}
              label={labelOf(step)}
              ground={ground}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function labelOf({ kind, id, label }: ExplainedStep): string {
  return kind === 'flag' && id !== undefined ? `${id}: ${label}` : label;
}

function StepRow({
  step: { expression, saw, answer, why },
  label,
  ground: { offered, bounds, nameOf },
}: {
  readonly step: ExplainedStep;
  readonly label: string;
  readonly ground: Ground;
}) {
  const [trying, setTrying] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <>
      <tr>
        <td>
          <div class="why-step">
            <div>
              <p>{titled(label)}</p>
              <code class="why-path">{expression}</code>{' '}
              <button
                ref={opener}
                type="button"
                class="button try-open"
                aria-label={`Try it: “${label}”`}
                aria-expanded={trying}
                onClick={() => setTrying(!trying)}
              >
                Try it
              </button>
            </div>
            <div>
              <SawList saw={saw} />
              {why !== undefined && <p class="why-because">{capitalised(whyInWords(why, nameOf))}</p>}
            </div>
          </div>
        </td>
        <td>
          <AnswerMark answer={answer} />
        </td>
      </tr>
      {trying && (
        <tr>
          <td colSpan={2} class="try-cell">
            <TryStep
              expression={expression}
              offered={offered}
              bounds={bounds}
              onClose={() => {
                setTrying(false);
                opener.current?.focus();
              }}
            />
          </td>
        </tr>
      )}
    </>
  );
}
