import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first of the numbered requests in `examples/`. A deployment's own folder of knowledge need not have any. */
export function firstExample(folder: string): Readonly<Record<string, unknown>> | undefined {
  const examples = join(folder, 'examples');
  if (!existsSync(examples)) return undefined;
  const [first] = readdirSync(examples)
    .filter((name) => name.endsWith('.request.json'))
    .sort();
  if (first === undefined) return undefined;
  return JSON.parse(readFileSync(join(examples, first), 'utf8')) as Record<string, unknown>;
}
