import { useMemo, useRef } from 'preact/hooks';
import type { Lab, Service } from '../api.js';
import './broken.css';
import { type Breakage, BREAKAGES } from './broken.js';
import type { Trial } from '../trial.js';

const INVITATION =
  'Each button changes one thing the way real data goes wrong. The cards and the reasons say what comes of it.';

/** Breaks the case in the ways real data is broken, one at a time. */
export function BrokenStrip({
  trial,
  labs,
  services,
  active,
  onBreak,
  onUndo,
}: {
  /** As it is without what is broken in it. */
  readonly trial: Trial;
  readonly labs: readonly Lab[];
  readonly services: readonly Service[];
  /** Id of what is broken now. */
  readonly active?: string | undefined;
  readonly onBreak: (breakage: Breakage) => void;
  readonly onUndo: () => void;
}) {
  const row = useRef<HTMLDivElement>(null);
  const possible = useMemo(
    () => new Set(BREAKAGES.filter(({ apply }) => apply(trial, labs, services)).map(({ id }) => id)),
    [trial, labs, services],
  );
  const broken = BREAKAGES.find(({ id }) => id === active);
  const undo = (): void => {
    // The button that was pressed is about to go.
    row.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    onUndo();
  };
  return (
    <section class="panel broken" aria-labelledby="broken-heading">
      <h2 id="broken-heading">Try it broken</h2>
      <div class="broken-ways" role="group" aria-labelledby="broken-heading" ref={row}>
        {BREAKAGES.map((breakage) => (
          <button
            key={breakage.id}
            type="button"
            class="button"
            aria-pressed={breakage.id === active}
            disabled={breakage.id !== active && !possible.has(breakage.id)}
            onClick={() => (breakage.id === active ? onUndo() : onBreak(breakage))}
          >
            {breakage.label}
          </button>
        ))}
      </div>
      <div class="broken-what">
        <p class="broken-sentences" aria-hidden="true">
          {[INVITATION, ...BREAKAGES.map(({ what }) => what)].map((sentence) => (
            <span key={sentence} class={sentence === (broken?.what ?? INVITATION) ? undefined : 'broken-not'}>
              {sentence}
            </span>
          ))}
        </p>
        <p class="hidden" role="status">
          {broken?.what ?? INVITATION}
        </p>
        <button type="button" class={broken ? 'button' : 'button broken-not'} onClick={undo}>
          Undo
        </button>
      </div>
    </section>
  );
}
