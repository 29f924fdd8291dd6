import type { Lab, Terms } from '../api.js';
import { addResource, dayOf, freeId } from './chart.js';
import { Adder } from './adder.js';
import { dateOf, type Kind, KINDS, newEntry, offered, titleOf } from './record.js';
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
  const { request, service } = trial;
  const placed = resourcesIn(request);
  const addEntry = (kind: Kind, id: string): void => {
    const coding = terms && offered(kind, terms).find(([set]) => set === id)?.[1];
    if (!coding) return;
    const free = freeId(request, kind.sets.slice(0, -1));
    const entry = newEntry(kind, coding, patientIdOf(request), free, dayOf(new Date()));
    onChange({ ...trial, request: addResource(request, entry, service, labs) });
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
              choices={(terms ? offered(kind, terms) : [])
                .map(([value, { display = '' }]) => ({ value, label: capitalised(display) }))
                .toSorted((one, other) => one.label.localeCompare(other.label))}
              onAdd={(id) => addEntry(kind, id)}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
