import type { Catalogue, Explanation } from '../api.js';
import { type ExplainedReading, ReadingView } from './reading.js';
import { readRemark } from '../../parts/words.js';

/** Every result that was read, those that start the rules first. */
export function Readings({
  explanation: { readings, dataQuality },
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  const triggers = catalogue.labs.filter(({ role }) => role === 'trigger').map(({ id }) => id);
  const first = triggers.flatMap((id) => readings.filter(({ lab }) => lab === id));
  const others = readings.filter(({ lab }) => !triggers.includes(lab));
  const remarks = dataQuality.flatMap((id) => readRemark(id, catalogue.labs) ?? []);
  const list = (shown: readonly ExplainedReading[]) => (
    <ul class="why-readings">
      {shown.map((reading) => (
        <ReadingView
          key={reading.lab}
          reading={reading}
          remarks={remarks.filter(({ lab }) => lab === reading.lab).map(({ kind }) => kind)}
          catalogue={catalogue}
        />
      ))}
    </ul>
  );
  return (
    <section class="panel">
      <h3>Readings</h3>
      {list(first)}
      {others.length > 0 && (
        <details open>
          <summary>Other results ({others.length})</summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}
