import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { record } from '../support/record.js';

interface Advisory {
  readonly package: string;
  readonly advisory: string;
  /** First version that has the hole; when absent, all before `below`. */
  readonly from?: string;
  /** First version that has it no more. */
  readonly below: string;
}

interface Installed {
  readonly name: string;
  readonly version: string;
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

// Kept here, because asking for advisories needs a network that a build may not have.
const advisories = read('./advisories.json') as Advisory[];
const lock = read('../../package-lock.json') as {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string }>;
};

const installed = Object.entries(lock.packages).flatMap(([path, { version }]): Installed[] =>
  path.includes('node_modules/') && version !== undefined
    ? [{ name: path.split('node_modules/').at(-1)!, version }]
    : [],
);

function isBefore(version: string, other: string): boolean {
  const [some, others] = [version, other].map((text) => text.split(/[-+]/u)[0]!.split('.').map(Number));
  const at = [0, 1, 2].find((index) => some![index] !== others![index]);
  return at !== undefined && some![at]! < others![at]!;
}

function hits(packages: readonly Installed[]): string[] {
  return packages.flatMap(({ name, version }) =>
    advisories
      .filter(
        ({ package: of, from = '0.0.0', below }) =>
          of === name && !isBefore(version, from) && isBefore(version, below),
      )
      .map(({ advisory }) => `${name} ${version}: ${advisory}`),
  );
}

test('D1: no package is locked at a version of the advisories that concern us', () => {
  const found = hits(installed);
  record(
    `D1: ${installed.length} locked packages held against ${advisories.length} advisories, ${found.length} hit`,
  );
  expect(installed.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test('the check finds what it should, at both edges', () => {
  expect(
    hits([
      { name: 'qs', version: '6.14.0' },
      { name: 'qs', version: '6.14.2' },
      { name: 'path-to-regexp', version: '8.3.0' },
      { name: 'path-to-regexp', version: '7.9.0' },
      { name: 'body-parser', version: '2.2.0' },
      { name: 'ajv', version: '8.9.0' },
      { name: 'ajv', version: '6.14.0' },
    ]),
  ).toEqual([
    'qs 6.14.0: CVE-2025-15284',
    'qs 6.14.0: CVE-2026-2391',
    'path-to-regexp 8.3.0: CVE-2026-4867',
    'path-to-regexp 8.3.0: CVE-2026-4923',
    'path-to-regexp 8.3.0: CVE-2026-4926',
    'body-parser 2.2.0: GHSA-wqch-xfxh-vrr4',
    'ajv 8.9.0: CVE-2025-69873',
  ]);
});

test('the lock file pins content and names no registry', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
});
