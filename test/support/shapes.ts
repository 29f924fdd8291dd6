/** Deterministic changes to the shape of a JSON value; the same seed makes the same changes. */
export type Random = () => number;

/** Mulberry32: small, and the same on every machine. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Holder = Record<string, unknown>;

interface Place {
  readonly holder: Holder;
  readonly key: string;
}

function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Holder;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    places(holder[key], found);
  }
  return found;
}

const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  '',
  'x',
  '%',
  '2026-13-45',
  [],
  {},
  [[]],
  [null],
  { resourceType: 'Bundle' },
  { resourceType: 'Observation' },
  'x'.repeat(10_000),
];

const changes: Readonly<Record<string, (place: Place, random: Random) => void>> = {
  delete: ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
  },
  null: ({ holder, key }) => {
    holder[key] = null;
  },
  retype: ({ holder, key }, random) => {
    holder[key] = structuredClone(OTHERS[Math.floor(random() * OTHERS.length)]);
  },
  duplicate: ({ holder, key }) => {
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
    else holder[key] = [holder[key], structuredClone(holder[key])];
  },
  nest: ({ holder, key }, random) => {
    for (let depth = Math.ceil(random() * 20); depth > 0; depth--)
      holder[key] = random() < 0.5 ? [holder[key]] : { [key]: holder[key] };
  },
};

/** A copy with one to four changes; says which kinds they were. */
export function reshaped(value: unknown, random: Random): { body: unknown; changed: string[] } {
  const body: unknown = structuredClone(value);
  const kinds = Object.keys(changes);
  const changed = Array.from({ length: Math.ceil(random() * 4) }, () => {
    const all = places(body);
    const place = all[Math.floor(random() * all.length)];
    const kind = kinds[Math.floor(random() * kinds.length)]!;
    if (place) changes[kind]!(place, random);
    return kind;
  });
  return { body, changed };
}
