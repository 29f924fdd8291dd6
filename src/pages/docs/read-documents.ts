import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, type Document, type Documents, type Picture, resolved } from './documents.js';
import { picturesIn, titleOf } from './markdown.js';

const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
};

/**
 * Where documents lie: beside the program, and with the knowledge it was started with, wherever that is.
 * @returns folders by where their files stand from the root of the program: `''` for that itself
 */
export function documentFolders(root: string, knowledge: string): Readonly<Record<string, string>> {
  return {
    '': root,
    docs: join(root, 'docs'),
    'cds-hooks': knowledge,
    'cds-hooks/examples': join(knowledge, 'examples'),
    profiles: join(root, 'profiles'),
  };
}

/**
 * The documents that lie beside the program: every Markdown file of these folders, and the pictures that they show. What is not there is
 * not served; a link on the disk is not followed.
 * @param folders by where their files stand from the root of the program: `''` for that itself
 */
export function readDocuments(folders: Readonly<Record<string, string>>): Documents {
  const documents = new Map<string, Document>();
  for (const [place, folder] of Object.entries(folders))
    for (const name of filesIn(folder)) {
      if (!name.endsWith('.md')) continue;
      const path = place === '' ? name : `${place}/${name}`;
      const text = readFileSync(join(folder, name), 'utf8');
      documents.set(path, { path, address: addressOf(path), title: titleOf(text) ?? name, text });
    }
  return { documents, pictures: picturesOf([...documents.values()], folders['']) };
}

function picturesOf(documents: readonly Document[], root: string | undefined): Map<string, Picture> {
  const pictures = new Map<string, Picture>();
  if (root === undefined) return pictures;
  for (const { path, text } of documents)
    for (const link of picturesIn(text)) {
      const place = resolved(path, link);
      const type = TYPES[/\.([a-z]+)$/u.exec(link)?.[1] ?? ''];
      if (place === undefined || type === undefined || !isFile(join(root, place))) continue;
      pictures.set(place, { address: addressOf(place), type, content: readFileSync(join(root, place)) });
    }
  return pictures;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => isFile(join(folder, name)))
    .sort();
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
