import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Card } from '../src/core/model/advice.js';
import { bundleOf, resultOf, VIEW } from './support/ask.js';
import { systemNow } from './support/clock.js';
import { type Postgres, startPostgres } from './support/postgres.js';
import { startService, type ServiceProcess } from './support/service-process.js';
import { startService as startAny } from './support/service.js';
import { KNOWLEDGE_FOLDER } from './support/shipped.js';

// The whole service with its store on a disk: what it remembers of a patient when it is asked again, be it after a restart.

const folder = mkdtempSync(join(tmpdir(), 'memory-'));
const knowledge = join(folder, 'knowledge');
const experiment = {
  id: 'short-summary',
  title: 'Is a short summary taken more often?',
  rule: 'main-ferritin',
  approved: { by: 'An invented committee', on: '2000-01-01' },
  start: '2000-01-01',
  end: '2999-12-31',
  outcome: 'accepted',
  arms: [
    { id: 'as-is', share: 50 },
    { id: 'short', share: 50, words: { en: { summary: { 'main-ferritin': 'In short: {ferritin}' } } } },
  ],
};
let environment: Record<string, string>;
let running: ServiceProcess;

beforeAll(async () => {
  cpSync(KNOWLEDGE_FOLDER, knowledge, { recursive: true });
  mkdirSync(join(knowledge, 'experiments'));
  writeFileSync(join(knowledge, 'experiments', 'short-summary.yaml'), JSON.stringify(experiment));
  environment = {
    KNOWLEDGE: knowledge,
    STORE: '',
    DATA_FOLDER: join(folder, 'data'),
    PSEUDONYM_KEY: 'an invented key, long enough to be one',
  };
  running = await startService(environment);
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function stop(): Promise<void> {
  const ended = once(running.process, 'exit');
  running.process.kill();
  await ended;
}

async function restart(): Promise<void> {
  await stop();
  running = await startService(environment);
}

const post = (path: string, body: unknown) =>
  fetch(`${running.base}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

/** A chart of this patient is opened. */
function opened(patientId: string, ferritin: number, userId = 'Practitioner/1') {
  const subject = { reference: `Patient/${patientId}` };
  const result = resultOf('ferritin', ferritin, {
    subject,
    effectiveDateTime: systemNow().toISOString().slice(0, 10),
  });
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId, patientId },
    prefetch: {
      patient: { resourceType: 'Patient', id: patientId, gender: 'male', birthDate: '1966-03-01' },
      ferritin: bundleOf([result]),
      b12: bundleOf([]),
    },
  };
}

async function cardsOf(...asked: Parameters<typeof opened>): Promise<readonly Card[]> {
  const answer = await post(`/cds-services/${VIEW}`, opened(...asked));
  return ((await answer.json()) as { cards: Card[] }).cards;
}

async function turnedDown(patient: string): Promise<void> {
  const [card] = await cardsOf(patient, 600);
  const reason = card?.overrideReasons.find(({ code }) => code === 'patient-ineligible');
  const answer = await post(`/cds-services/${VIEW}/feedback`, {
    feedback: [
      {
        card: card?.uuid,
        outcome: 'overridden',
        overrideReason: { reason },
        outcomeTimestamp: systemNow().toISOString(),
      },
    ],
  });
  expect(answer.status).toBe(200);
}

describe('an experiment', () => {
  const patients = Array.from({ length: 24 }, (_, place) => `patient-${String(place)}`);
  const armOf = async (patient: string) =>
    (await cardsOf(patient, 600))[0]?.summary.startsWith('In short: ') ? 'short' : 'as-is';

  test('shows a patient one version, the same after a restart, and some patients the other', async () => {
    const before = await Promise.all(patients.map(armOf));
    expect(new Set(before)).toEqual(new Set(['short', 'as-is']));
    await restart();
    expect(await Promise.all(patients.map(armOf))).toEqual(before);
  });

  test.each([
    ['a key', { PSEUDONYM_KEY: '' }, /PSEUDONYM_KEY.*short-summary/u],
    ['a store', { STORE: 'none' }, /STORE.*short-summary/u],
  ])('without %s the start is refused', async (_what, patch, sentence) => {
    const { child } = startAny({ ...environment, PORT: '0', ...patch }, ['ignore', 'ignore', 'pipe']);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });
});

describe('a card that was turned down for a patient', () => {
  test('is quiet for that patient and nobody else, whoever asks, also after a restart, and /explain says until when', async () => {
    await turnedDown('quiet-1');
    expect(await cardsOf('quiet-1', 600, 'Practitioner/2')).toEqual([]);
    expect(await cardsOf('other-1', 600)).toHaveLength(1);
    await restart();
    expect(await cardsOf('quiet-1', 600)).toEqual([]);
    const explained = await (await post(`/explain/${VIEW}`, opened('quiet-1', 600))).text();
    expect(explained).toContain('not-this-patient');
  });

  test('is there again when the result is another by far, or dangerous', async () => {
    await turnedDown('quiet-2');
    expect(await cardsOf('quiet-2', 900)).toHaveLength(1);
    expect((await cardsOf('quiet-2', 12_000)).map(({ indicator }) => indicator)).toContain('warning');
  });
});

describe('two instances on one PostgreSQL', () => {
  let postgres: Postgres;
  let other: ServiceProcess;

  beforeAll(async () => {
    postgres = await startPostgres();
    const shared = { ...environment, DATA_FOLDER: '', DATABASE_URL: postgres.database() };
    await stop();
    [running, other] = await Promise.all([startService(shared), startService(shared)]);
  });
  afterAll(async () => {
    const ended = once(other.process, 'exit');
    other.process.kill();
    await ended;
    await restart();
    postgres.remove();
  });

  test('what was turned down at one is quiet at the other, and both show a patient the same version', async () => {
    const patients = Array.from({ length: 8 }, (_, place) => `shared-${String(place)}`);
    const summaries = () => Promise.all(patients.map(async (one) => (await cardsOf(one, 600))[0]?.summary));
    const here = await summaries();
    await turnedDown('quiet-shared');
    const first = running;
    running = other;
    try {
      expect(await summaries()).toEqual(here);
      expect(await cardsOf('quiet-shared', 600, 'Practitioner/2')).toEqual([]);
      expect(await cardsOf('quiet-shared', 900)).toHaveLength(1);
    } finally {
      running = first;
    }
  });
});
