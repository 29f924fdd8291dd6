import { useRef, useState } from 'preact/hooks';
import type { Explanation, Lab } from '../api.js';
import { addResource, dayOf, freeId } from './chart.js';
import { Adder } from './adder.js';
import { ofType, patientIdOf, put, remove, resourcesIn } from '../../parts/request.js';
import { ResultLine } from './result-line.js';
import { pregnancyStatus } from './pregnancy.js';
import { labOf, newResult, triggersInWords } from './result.js';
import { capitalised } from '../../parts/text.js';
import type { Trial } from '../trial.js';

/** More lines are drawn when asked for. */
const MOST_LINES = 100;

/** The lab screen: every Observation of the request as a line, triggers first. */
export function ResultsPanel({
  trial,
  labs,
  explained,
  onChange,
}: {
  readonly trial: Trial;
  readonly labs: readonly Lab[];
  readonly explained: Explanation | undefined;
  readonly onChange: (trial: Trial) => void;
}) {
  const { request, service } = trial;
  // It is a box to tick, beside age and sex.
  const pregnancy = pregnancyStatus(labs);
  const results = ofType(resourcesIn(request), 'Observation').filter(
    ({ resource }) => !pregnancy || labOf(resource, labs) !== pregnancy,
  );
  const rank = (observation: fhir4.Observation): number =>
    labOf(observation, labs)?.role === 'trigger' ? 0 : 1;
  const sorted = results.toSorted((one, other) => rank(one.resource) - rank(other.resource));
  /** Id of the result that was added last. */
  const added = useRef<string>(undefined);
  const [most, setMost] = useState(MOST_LINES);
  const addLab = (id: string): void => {
    const lab = labs.find((one) => one.id === id);
    if (!lab) return;
    const result = newResult(lab, patientIdOf(request), freeId(request, lab.id), dayOf(new Date()));
    added.current = result.id;
    onChange({ ...trial, request: addResource(request, result, service, labs) });
  };
  return (
    <section class="panel" aria-labelledby="results-heading">
      <h2 id="results-heading">Results</h2>
      {sorted.length === 0 && <p class="empty">No results yet. Add {triggersInWords(labs)} below.</p>}
      <ul class="results">
        {sorted.slice(0, most).map((placed) => (
          <ResultLine
            key={placed.path.join('/')}
            placed={placed}
            labs={labs}
            explained={explained}
            isNew={added.current !== undefined && placed.resource.id === added.current}
            onChange={(observation) =>
              onChange({ ...trial, request: put(request, placed.path, observation) })
            }
            onRemove={() => onChange({ ...trial, request: remove(request, placed.path) })}
          />
        ))}
      </ul>
      {sorted.length > most && (
        <button type="button" class="button" onClick={() => setMost(sorted.length)}>
          Show all {sorted.length} results
        </button>
      )}
      <div class="adder">
        {labs
          .filter(({ role }) => role === 'trigger')
          .map(({ id, name }) => (
            <button key={id} type="button" class="button" onClick={() => addLab(id)}>
              + {capitalised(name)}
            </button>
          ))}
        <Adder
          label="Other tests"
          prompt="Another test …"
          choices={labs
            .filter((lab) => lab.role !== 'trigger' && lab !== pregnancy)
            .map(({ id, name }) => ({ value: id, label: capitalised(name) }))
            .toSorted((one, other) => one.label.localeCompare(other.label))}
          onAdd={addLab}
        />
      </div>
    </section>
  );
}
