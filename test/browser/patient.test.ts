import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Card } from '../../src/core/model/advice.js';
import { fragmentOf } from '../../src/web/parts/link.js';
import { systemNow } from '../support/clock.js';
import { visit } from './browser.js';

const there = visit();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** One card with everything, red flags, nothing raised, a reason on record, something unreadable, a work-up that is complete. */
const CASES = ['02-chronic-hepatitis-c', 'p01', '03-ferritin-at-the-limit', 'x02', 'u04', 'd24'];

interface Shipped {
  readonly service: string;
  readonly request: Readonly<Record<string, unknown>>;
}

async function shipped(id: string): Promise<Shipped> {
  const of = async (path: string): Promise<unknown> => (await fetch(`${there.base()}${path}`)).json();
  const { examples } = (await of('/examples')) as { examples: { id: string; service: string }[] };
  const { service } = examples.find((one) => one.id === id)!;
  return { service, request: (await of(`/examples/${id}`)) as Shipped['request'] };
}

async function arrive(page: Page, { service, request }: Shipped): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${there.base()}/patient#${(await fragmentOf({ service, request }))!}`);
  await page.getByRole('heading', { name: 'The way' }).waitFor();
}

/** Chronic hepatitis C with a course: results of the years before, and a transfusion. */
async function withCourse(): Promise<Shipped> {
  const { service, request } = await shipped('02-chronic-hepatitis-c');
  const prefetch = request['prefetch'] as Readonly<Record<string, fhir4.Bundle<fhir4.FhirResource> | null>>;
  const { patientId } = request['context'] as { readonly patientId: string };
  const day = (days: number): string =>
    new Date(systemNow().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const before = (resource: fhir4.FhirResource | undefined): fhir4.Observation[] => {
    if (resource?.resourceType !== 'Observation' || !resource.valueQuantity) return [];
    const { id = '', valueQuantity } = resource;
    return [0.5, 0.8, 1.1].map((share, place) => ({
      ...resource,
      id: `${id}-${String(place)}`,
      effectiveDateTime: day(900 - place * 200),
      valueQuantity: { ...valueQuantity, value: (valueQuantity.value ?? 0) * share },
    }));
  };
  const longer = Object.entries(prefetch).map(([key, value]) => {
    if (value?.resourceType !== 'Bundle') return [key, value];
    const entry = (value.entry ?? []).flatMap((one) => [
      one,
      ...before(one.resource).map((resource) => ({ resource })),
    ]);
    return [key, { ...value, entry }];
  });
  const transfusion: fhir4.Procedure = {
    resourceType: 'Procedure',
    id: 'transfusion',
    status: 'completed',
    code: { coding: [{ system: 'http://snomed.info/sct', code: '116863004' }] },
    subject: { reference: `Patient/${patientId}` },
    performedDateTime: day(600),
  };
  const procedures = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: transfusion }] };
  return {
    service,
    request: { ...request, prefetch: { ...(Object.fromEntries(longer) as object), procedures } },
  };
}

describe('the page of one patient', () => {
  test('shows the cards of the service, and asks for nothing but files: nothing of the patient leaves the browser', async () => {
    const page = there.page();
    const asked: { url: string; method: string }[] = [];
    page.on('request', (one) => asked.push({ url: one.url(), method: one.method() }));
    for (const id of CASES) {
      const { service, request } = await shipped(id);
      const answer = await fetch(`${there.base()}/cds-services/${service}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(request),
      });
      const { cards } = (await answer.json()) as { cards: Card[] };
      await arrive(page, { service, request });
      const shown = page.getByRole('region', { name: 'Cards' }).getByRole('article');
      expect([id, await shown.getByRole('heading', { level: 3 }).allTextContents()]).toEqual([
        id,
        cards.map(({ summary }) => summary),
      ]);
    }
    const base = there.base();
    const files = new RegExp(`^${base}/(patient(#.*)?|knowledge\\.json|assets/[\\w-]+\\.(js|css|svg))$`, 'u');
    expect(
      asked.filter(({ url, method }) => url !== 'about:blank' && (method !== 'GET' || !files.test(url))),
    ).toEqual([]);
    expect(asked.some(({ url }) => url.includes('fhirpath'))).toBe(false);
    expect(there.complaints()).toEqual([]);
  });

  test('has six parts, each picture with its table, and every line leads to its evidence', async () => {
    const page = there.page();
    await arrive(page, await withCourse());
    const parts = ['Results, as times their limit', 'Course', 'The way', 'Worked out', 'Causes to think of'];
    for (const name of [...parts, 'Could not be read, or is in doubt'])
      expect([name, await page.getByRole('region', { name }).count()]).toEqual([name, 1]);
    const course = page.getByRole('region', { name: 'Course' });
    expect(await course.locator('svg').count()).toBe(5);
    await course.getByText('Course as a table').click();
    expect(await course.getByRole('row').count()).toBe(1 + 5 * 4);
    const results = page.getByRole('region', { name: 'Results, as times their limit' });
    await results.getByText('Results as a table').click();
    expect(
      await results.locator('svg [aria-label=dot] path, svg [aria-label=dot] circle').count(),
    ).toBeGreaterThan(15);
    const links = await page
      .locator('main a[href*=evidence]')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    expect(links.length).toBeGreaterThan(20);
    for (const address of new Set(links.map((one) => one.replace(/#.*/u, '')))) {
      const html = await (await fetch(address)).text();
      const anchors = links.flatMap((one) =>
        one.startsWith(`${address}#`) ? [one.slice(address.length + 1)] : [],
      );
      for (const anchor of new Set(anchors))
        expect([address, anchor, html.includes(`id="${anchor}"`)]).toEqual([address, anchor, true]);
    }
    expect(there.complaints()).toEqual([]);
  });

  test('opens from the playground with the case in hand', async () => {
    const page = there.page();
    await page.goto(`${there.base()}/#example=02-chronic-hepatitis-c`);
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: /^Show this patient/u }).click();
    await (await opened).getByRole('heading', { name: 'The way' }).waitFor();
  });

  test('says what is wrong with a request, a link, and nothing at all', async () => {
    const page = there.page();
    const said = page.getByRole('alert');
    const { service, request } = await shipped('02-chronic-hepatitis-c');
    const broken = (await fragmentOf({ service, request: { ...request, context: {} } }))!;
    for (const [hash, text] of [
      [`#${broken}`, /context/u],
      ['#request=damaged&service=a', /no case/u],
      ['', /opens from a card/u],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(`${there.base()}/patient${hash}`);
      await said.waitFor();
      expect(await said.textContent()).toMatch(text);
    }
  });
});

describe('everybody can use it', () => {
  test('nothing scrolls sideways from 390 to 2560 pixels, in light and in dark, and axe finds nothing wrong', async () => {
    const cases = [await withCourse(), await shipped('p01'), await shipped('u04')];
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 768, 1440, 2560]) {
        const page = await there.open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
        for (const [place, one] of cases.entries()) {
          await arrive(page, one);
          for (const details of await page.locator('details').all())
            await details.evaluate((fold) => ((fold as HTMLDetailsElement).open = true));
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect([width, place, Math.max(sideways, 0)]).toEqual([width, place, 0]);
          await page.evaluate(AXE);
          const faults = await page.evaluate(async () => {
            const { axe } = window as unknown as {
              axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
            };
            const { violations } = await axe.run();
            return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`);
          });
          expect([width, colorScheme, place, faults]).toEqual([width, colorScheme, place, []]);
        }
      }
  });

  test('prints on one page A4', async () => {
    const page = await there.open({ viewport: { width: 1440, height: 900 } });
    for (const one of [await withCourse(), ...(await Promise.all(['p01', 'd24'].map(shipped)))]) {
      await arrive(page, one);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/gu)).toHaveLength(1);
      expect(/\/MediaBox\s*\[0 0 59\d(\.\d+)? 84\d/u.test(pdf)).toBe(true);
    }
  });
});

test('it weighs less than 250 kB, packed, without fhirpath.js', () => {
  const folder = new URL('../../dist/patient/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const loaded = files.filter(({ name }) => !name.startsWith('fhirpath'));
  expect(loaded).toHaveLength(files.length - 1);
  const packed = loaded.map(({ parentPath, name }) => gzipSync(readFileSync(`${parentPath}/${name}`)).length);
  expect(packed.reduce((sum, one) => sum + one, 0)).toBeLessThan(250_000);
});
