import { useId, useState } from 'preact/hooks';
import { AnswerMark } from '../../../parts/mark.js';
import { SawList } from '../saw.js';
import { answerOf, type Reply } from './answer.js';
import type { Offered } from './offered.js';
import './try.css';
import { useTried } from './use-tried.js';

/** The expression of a step to write in, and what it gives for this patient. Nothing of it leaves the browser. */
export function TryStep({
  expression,
  offered,
  bounds,
  onClose,
}: {
  /** As it stands in the rule. */
  readonly expression: string;
  readonly offered: Offered;
  /** Results known only as a bound, by name. */
  readonly bounds: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}) {
  const [source, setSource] = useState(expression);
  const reply = useTried(source, offered);
  const id = useId();
  return (
    <div class="try">
      <label for={id}>Try this expression on this patient</label>
      <textarea
        id={id}
        class="field try-source"
        rows={Math.min(source.split('\n').length + 1, 8)}
        spellcheck={false}
        autocomplete="off"
        ref={focusOnce}
        value={source}
        onInput={({ currentTarget }) => setSource(currentTarget.value)}
      />
      <div role="status">
        <Told reply={reply} offered={offered} bounds={bounds} />
      </div>
      <p class="row">
        <button type="button" class="button" disabled={source === expression} onClick={() => setSource(expression)}>
          As in the rule
        </button>
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
      </p>
      <details>
        <summary>What can be asked</summary>
        <p class="try-names">
          {Object.keys(offered)
            .toSorted()
            .map((name) => [<code key={name}>%{name}</code>, ' '])}
        </p>
      </details>
      <p class="muted">It runs in this browser alone, on what the service saw, and changes no rule.</p>
    </div>
  );
}

function focusOnce(area: HTMLTextAreaElement | null): void {
  area?.focus();
}

function Told({
  reply,
  offered,
  bounds,
}: {
  readonly reply: Reply | undefined;
  readonly offered: Offered;
  readonly bounds: ReadonlyMap<string, string>;
}) {
  if (!reply) return <p class="muted">Trying …</p>;
  if ('problem' in reply) return <p class="problem">It {reply.problem}.</p>;
  const { values, uses, unknown } = reply;
  const answer = answerOf(values);
  const bounded = uses.flatMap((name) => (bounds.has(name) ? [`%${name} ${bounds.get(name) ?? ''}`] : []));
  return (
    <>
      <p>
        <AnswerMark answer={answer} /> <code>{values.length === 0 ? 'empty' : written(values)}</code>
        {answer === 'unknown' && values.length > 0 && ' A step of a rule must give yes or no.'}
      </p>
      <SawList saw={Object.fromEntries(uses.filter((name) => Object.hasOwn(offered, name)).map((name) => [name, plain(offered[name])]))} />
      {unknown.length > 0 && (
        <p class="problem">
          Of {unknown.map((name) => `%${name}`).join(', ')} nothing is known here: no rule asks it, or there is no such name.
        </p>
      )}
      {bounded.length > 0 && (
        <p class="muted">
          Known only as a bound, and taken here for its number: {bounded.join(', ')}. A rule is asked at both ends.
        </p>
      )}
    </>
  );
}

const MOST = 600;

function written(values: readonly unknown[]): string {
  const text = values.map((value) => JSON.stringify(value)).join(', ');
  return text.length > MOST ? `${text.slice(0, MOST)} …` : text;
}

/** An Observation by its value, as the steps show it. */
function plain(value: unknown): unknown {
  const { valueQuantity } = (value ?? {}) as Partial<fhir4.Observation>;
  return valueQuantity ? `${valueQuantity.value ?? ''} ${valueQuantity.unit ?? ''}`.trim() : value;
}
