import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Jwk } from '../core/model/knowledge.js';
import type { ClientFile } from './files.js';
import type { Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';

/**
 * Reads the key files that clients name. Whether a key is good enough is looked at where it is used.
 * @param folder where the files of the clients are
 * @param found every `.json` file in it
 */
export function readKeys(
  folder: string,
  clients: ReadonlyMap<string, ClientFile>,
  found: readonly string[],
  report: Report,
): ReadonlyMap<string, Client> {
  const named = [...clients.values()].flatMap(({ keys }) => (keys && 'file' in keys ? [keys.file] : []));
  for (const file of found)
    if (!named.includes(file)) report(`clients/${file}`, '', 'is not read: no client names it under keys');
  return new Map(
    [...clients].map(([id, { keys, ...client }]) => {
      if (!keys) return [id, client];
      if ('url' in keys) {
        if (!URL.canParse(keys.url)) report(`clients/${id}.yaml`, 'keys.url', 'is no URL');
        return [id, { ...client, keys }];
      }
      const { file } = keys;
      if (!existsSync(join(folder, file))) {
        report(`clients/${id}.yaml`, 'keys.file', `no file '${file}'${suggestion(file, found)}`);
        return [id, client];
      }
      return [id, { ...client, keys: { file, jwks: readJwks(join(folder, file), file, report) } }];
    }),
  );
}

function readJwks(path: string, file: string, report: Report): readonly Jwk[] {
  try {
    const set = JSON.parse(readFileSync(path, 'utf8')) as { keys?: unknown } | null;
    if (Array.isArray(set?.keys) && set.keys.length > 0 && set.keys.every(isObject)) return set.keys;
    report(`clients/${file}`, '', 'is no JSON Web Key Set: an object with keys, a list of at least one key');
  } catch {
    report(`clients/${file}`, '', 'is no JSON');
  }
  return [];
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
