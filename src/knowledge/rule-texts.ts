import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Knowledge } from '../core/model/knowledge.js';

/** The files of the rules as their authors wrote them, by id; all read at once, so that no request reads the disk. */
export function ruleTexts(folder: string, { rules }: Knowledge): (id: string) => string | undefined {
  const texts = new Map(
    [...rules.keys()].map((id) => [id, readFileSync(join(folder, 'rules', `${id}.yaml`), 'utf8')]),
  );
  return (id) => texts.get(id);
}
