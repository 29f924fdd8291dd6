/** What the tab remembers while the user signs in elsewhere: nothing of the patient, and no token. */
export interface Pending {
  readonly state: string;
  readonly verifier: string;
  /** The FHIR base URL as the EHR named it. */
  readonly iss: string;
}

/** The part of `sessionStorage` that is used. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'hepacue.sign-in';

export function keep(storage: TabStorage, pending: Pending): void {
  storage.setItem(KEY, JSON.stringify(pending));
}

/** Gives what was kept, once. */
export function take(storage: TabStorage): Pending | undefined {
  const text = storage.getItem(KEY);
  storage.removeItem(KEY);
  if (text === null) return undefined;
  try {
    const { state, verifier, iss } = JSON.parse(text) as Partial<Pending>;
    return state && verifier && iss ? { state, verifier, iss } : undefined;
  } catch {
    return undefined;
  }
}
