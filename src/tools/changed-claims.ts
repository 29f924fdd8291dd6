import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Proof } from '../core/model/knowledge.js';

/** A number, code or window that says something else than before, though nobody says to have compared it again. */
export interface ChangedClaim {
  readonly file: string;
  /** As the loader names places: `limits[0]`. */
  readonly key: string;
  readonly message: string;
}

/** What an entry says beside its proof. A name or a remark is no claim of its own. */
const NO_CLAIM = ['source', 'verified', 'checked', 'note', 'display', 'label'];

interface Claim {
  readonly key: string;
  /** The list or entry it stands in: claims are compared inside one. */
  readonly place: string;
  readonly says: readonly string[];
  readonly checked: string;
}

/**
 * Compares the files of one folder with those of another time: every entry with a proof that changed while its `checked`
 * did not. What is new or gone is no change.
 */
export function changedClaims(before: string, after: string, files: readonly string[]): ChangedClaim[] {
  return files.flatMap((file) => {
    if (!existsSync(join(before, file)) || !existsSync(join(after, file))) return [];
    const [then, now] = [before, after].map((folder) => [
      ...claimsIn(parse(readFileSync(join(folder, file), 'utf8')) as unknown),
    ]);
    return changed(then ?? [], now ?? []).map(([old, one]) => ({
      file,
      key: one.key,
      message: `was ${without(old, one)} and is ${without(one, old)}, but checked is still ${one.checked}: compare it with its source and set the day`,
    }));
  });
}

/** Claims that came and claims that went in one place, in order: each pair is one that changed. */
function changed(before: readonly Claim[], after: readonly Claim[]): (readonly [Claim, Claim])[] {
  const nameOf = ({ place, says }: Claim): string => `${place} ${says.join()}`;
  const [then, now] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  const gone = before.filter((claim) => !now.has(nameOf(claim)));
  const come = after.filter((claim) => !then.has(nameOf(claim)));
  return [...new Set(come.map(({ place }) => place))].flatMap((place) => {
    const olds = gone.filter((claim) => claim.place === place);
    return come
      .filter((claim) => claim.place === place)
      .flatMap((claim, order): (readonly [Claim, Claim])[] => {
        const old = olds.find(({ key }) => key === claim.key) ?? olds[order];
        return old?.checked === claim.checked ? [[old, claim]] : [];
      });
  });
}

function* claimsIn(value: unknown, key = '', place = ''): Generator<Claim> {
  if (typeof value !== 'object' || value === null) return;
  if ('checked' in value && 'source' in value) {
    const { checked } = value as unknown as Proof;
    const said = Object.entries(value).filter(([name]) => !NO_CLAIM.includes(name));
    if (said.length > 0) yield { key, place, says: said.map(inWords), checked };
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const next = Array.isArray(value) ? `${key}[${name}]` : key === '' ? name : `${key}.${name}`;
    yield* claimsIn(inner, next, Array.isArray(value) ? key : next);
  }
}

/** What one says and the other does not. */
function without({ says }: Claim, other: Claim): string {
  return says.filter((part) => !other.says.includes(part)).join(', ');
}

/** `high 950`; the value of a figure alone, as nothing else could be meant; of arms what they ask, as their labels are names. */
function inWords([name, value]: readonly [name: string, value: unknown]): string {
  if (name === 'arms' && Array.isArray(value)) {
    const asked = (value as readonly { readonly when?: unknown }[]).map(({ when }) => String(when));
    return `when ${asked.join(' or ')}`;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return name === 'value' || name === 'unit' ? text : `${name} ${text}`;
}
