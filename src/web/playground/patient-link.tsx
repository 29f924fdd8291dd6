import { useEffect, useState } from 'preact/hooks';
import { fragmentOf, MOST_FOLLOWED } from '../parts/link.js';
import type { Trial } from './trial.js';

/** Leads to the page of one patient with the case in hand, which that page answers in the browser. */
export function PatientLink({ trial: { service, request } }: { readonly trial: Trial }) {
  const [fragment, setFragment] = useState<string>();
  useEffect(() => {
    let isLast = true;
    void fragmentOf({ service: service.id, request }, MOST_FOLLOWED).then((made) => {
      if (isLast) setFragment(made);
    });
    return () => {
      isLast = false;
    };
  }, [service.id, request]);
  if (fragment === undefined) return null;
  return (
    <a class="button" href={`patient#${fragment}`} target="_blank" rel="noopener">
      Show this patient<span class="hidden"> (opens in a new tab)</span>
    </a>
  );
}
