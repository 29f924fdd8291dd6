import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Card } from '../src/core/model/advice.js';
import { knowledge } from './support/shipped.js';

const root = new URL('../', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));
const readme = readFileSync(path('README.md'), 'utf8');

const MARKERS = /<!-- card -->\n[\s\S]*?<!-- \/card -->/u;

/** The card as a blockquote, the suggestions as the buttons an EHR makes of them. */
function drawn({ summary, detail, suggestions = [] }: Card): string {
  const buttons = suggestions.map(({ label }) => `**[ ${label} ]**`);
  const lines = [`**${summary}**`, '', ...detail.split('\n'), '', buttons.join('<br>')];
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

describe('the README is true', () => {
  test('the card it shows is the card the service returns', () => {
    const answer = JSON.parse(
      readFileSync(path('cds-hooks/examples/02-chronic-hepatitis-c.response.json'), 'utf8'),
    ) as { cards: [Card] };
    const shown = `<!-- card -->\n\n${drawn(answer.cards[0])}\n\n<!-- /card -->`;
    if (process.env['UPDATE_EXAMPLES'] === '1')
      writeFileSync(
        path('README.md'),
        readme.replace(MARKERS, () => shown),
      );
    else expect(MARKERS.exec(readme)?.[0]).toBe(shown);
  });

  test('it is read in one go', () => {
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(120);
  });

  test('its command asks a service that there is, with a request that there is', () => {
    const [, service = '', file = ''] = /\/cds-services\/([a-z0-9-]+) \\\n +-d @(\S+)/u.exec(readme) ?? [];
    expect([...knowledge.services.keys()]).toContain(service);
    expect(existsSync(path(file))).toBe(true);
  });
});
