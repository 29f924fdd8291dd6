import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentFolders, readDocuments } from '../../../src/pages/docs/read-documents.js';

const place = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(place, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(place, path, '..'), { recursive: true });
  writeFileSync(join(place, path), text);
}

write('secret.png', 'x');
write('secret.md', '# Secret');
write('program/README.md', '# Ours\n\n![p](docs/p.png) ![far](../secret.png) ![text](docs/notes.txt)');
write('program/docs/guide.md', 'No heading. ![p](p.png) ![gone](gone.png) ![link](link.png)');
write('program/docs/p.png', 'picture');
write('program/docs/notes.txt', 'text');
write('program/node_modules/x/README.md', '# Not ours');
write('knowledge/SAFETY.md', '# Hazards');
symlinkSync(join(place, 'secret.md'), join(place, 'program/docs/secret.md'));
symlinkSync(join(place, 'secret.png'), join(place, 'program/docs/link.png'));

const read = readDocuments(documentFolders(join(place, 'program'), join(place, 'knowledge')));

test('the documents of the program and of the knowledge it was started with, and no others', () => {
  expect([...read.documents].map(([path, { address, title }]) => [path, address, title])).toEqual([
    ['README.md', 'readme', 'Ours'],
    ['docs/guide.md', 'guide', 'guide.md'],
    ['cds-hooks/SAFETY.md', 'cds-hooks-safety', 'Hazards'],
  ]);
});

test('the pictures they show, and nothing outside, nothing behind a link, nothing that is no picture', () => {
  expect(
    [...read.pictures].map(([path, { address, type, content }]) => [path, address, type, content.toString()]),
  ).toEqual([['docs/p.png', 'p.png', 'image/png', 'picture']]);
});

test('without documents there are none', () => {
  const nowhere = join(place, 'nowhere');
  const { documents, pictures } = readDocuments(documentFolders(nowhere, nowhere));
  expect([documents.size, pictures.size]).toEqual([0, 0]);
});
