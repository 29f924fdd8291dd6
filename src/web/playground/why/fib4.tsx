import type { Catalogue, Explanation } from '../api.js';
import { EvidenceLink } from './mark.js';
import { type Fib4, type Fib4Input, fib4Of } from './fib4-parts.js';
import { labName, numberText } from './text.js';
import { fib4CategoryInWords, fib4ReasonInWords, problemInWords } from './words.js';

/** The arithmetic of FIB-4, or what it lacks. */
export function Fib4View({
  explanation,
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  const fib4 = fib4Of(explanation);
  if (!fib4) return null;
  const { value, inputs, category, reason, bounded } = fib4;
  const { age, ast, platelets, alt } = inputs;
  const written = [age, ast, platelets, alt].every((one) => one !== undefined);
  return (
    <section class="panel">
      <h3>FIB-4 {value !== undefined && category !== undefined && <CategoryMark category={category} />}</h3>
      {value === undefined ? (
        <p>{lacking(fib4, (input) => (input === 'age' ? 'age' : labName(input, catalogue)))}</p>
      ) : (
        <>
          <p class="why-sum">
            <span>FIB-4 = age × AST / (platelets × √ALT)</span>
            <span>
              {'= '}
              {written && `${age} × ${ast} / (${platelets} × √${alt}) = `}
              <b>{numberText(value)}</b>
            </span>
          </p>
          {reason !== undefined && (
            <p>
              Not interpreted: {fib4ReasonInWords(reason)} <code>{reason}</code>.
            </p>
          )}
          {bounded && <p>A number known only as a bound went in as it stands.</p>}
        </>
      )}
      <p class="muted">
        Age in years, AST and ALT in U/L, platelets in ×10⁹/L.{' '}
        <EvidenceLink to="evidence#fact-fib4">How it is judged, and its sources</EvidenceLink>
      </p>
    </section>
  );
}

function CategoryMark({ category }: { readonly category: string }) {
  const kind = category === 'high' ? 'alert' : category === 'low' ? 'no' : 'unknown';
  return <span class={`mark ${kind}`}>{fib4CategoryInWords(category)}</span>;
}

function lacking({ missing, adult }: Fib4, nameOf: (input: Fib4Input) => string): string {
  if (adult === 'no') return 'Not computed: it is for adults.';
  const known = missing.map(({ input, why }) =>
    why === undefined || why === 'no-result' ? nameOf(input) : `${nameOf(input)} (${problemInWords(why)})`,
  );
  if (known.length > 0) return `Not computed. Missing: ${known.join(', ')}.`;
  return adult === 'unknown' ? 'Not computed: the age is not known.' : 'Not computed: a number is missing.';
}
