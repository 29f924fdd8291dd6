import { useRef, useState } from 'preact/hooks';
import { type Lab, loadValueSet, type Terms } from '../api.js';
import { addResource, dayOf, freeId } from './chart.js';
import { Adder } from './adder.js';
import type { Choice } from './choice.js';
import { dateOf, firstCoding, type Kind, KINDS, newEntry, offered, titleOf } from './record.js';
import { patientIdOf, remove, resourcesIn } from '../../parts/request.js';
import { capitalised } from '../../parts/text.js';
import type { Trial } from '../trial.js';

/** Problems, medicines, procedures and what was ordered before. */
export function RecordPanel({
  trial,
  labs,
  terms,
  onChange,
}: {
  readonly trial: Trial;
  readonly labs: readonly Lab[];
  readonly terms: Terms | undefined;
  readonly onChange: (trial: Trial) => void;
}) {
  const { request } = trial;
  const placed = resourcesIn(request);
  const [problem, setProblem] = useState('');
  // The trial may have changed by the time the codes are there.
  const latest = useRef(trial);
  latest.current = trial;
  const addEntry = async (kind: Kind, { value, label }: Choice): Promise<void> => {
    const coding = firstCoding(await loadValueSet(value));
    if (!coding) throw new Error(`No single code stands for “${label}”.`);
    const { request: now, service } = latest.current;
    const free = freeId(now, kind.sets.slice(0, -1));
    const code = { coding: [coding], text: label };
    const entry = newEntry(kind, code, patientIdOf(now), free, dayOf(new Date()));
    onChange({ ...latest.current, request: addResource(now, entry, service, labs) });
  };
  const choicesOf = (kind: Kind): readonly Choice[] => (terms ? offered(kind, terms) : []);
  const add = (kind: Kind, id: string): void => {
    const choice = choicesOf(kind).find(({ value }) => value === id);
    setProblem('');
    if (choice)
      addEntry(kind, choice).catch((error: unknown) =>
        setProblem(error instanceof Error ? error.message : String(error)),
      );
  };
  return (
    <section class="panel" aria-labelledby="record-heading">
      <h2 id="record-heading">Record</h2>
      <div class="record">
        {KINDS.map((kind) => (
          <div key={kind.heading}>
            <h3>{kind.heading}</h3>
            <ul class="chips">
              {placed
                .filter(({ resource }) => kind.types.includes(resource.resourceType))
                .map(({ resource, path }) => (
                  <li key={path.join('/')} class="chip">
                    <span>
                      {capitalised(titleOf(resource))} <span class="muted">{dateOf(resource)}</span>
                    </span>
                    <button
                      type="button"
                      aria-label={`Remove ${titleOf(resource)}`}
                      onClick={() => onChange({ ...trial, request: remove(request, path) })}
                    >
                      ✕
                    </button>
                  </li>
                ))}
            </ul>
            <Adder
              label={kind.heading}
              prompt={kind.add}
              choices={choicesOf(kind)}
              onAdd={(id) => add(kind, id)}
            />
          </div>
        ))}
      </div>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
