import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { mllp } from '../../../src/tools/mllp/command.js';
import { withFiles } from '../../support/feed.js';
import { listening } from '../../support/mllp.js';
import { fixture, withResults } from '../../support/v2.js';

async function run(...args: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await mllp(args, { print: (line) => out.push(line), complain: (line) => err.push(line) });
  return { code, out, err: err.join('\n') };
}

const MESSAGES = fileURLToPath(new URL('../../intake/messages', import.meta.url));

describe('npm run mllp -- send', () => {
  test('sends every message of a file, and tells its answer', async () => {
    await listening({}, async ({ port, arrived }) => {
      const told = await run('send', `${MESSAGES}/batch.hl7`, '--to', `127.0.0.1:${port}`);
      expect(told).toEqual({ code: 0, out: ['A01 AA', 'A02 AA', '2 of 2 taken'], err: '' });
      expect(arrived).toHaveLength(2);
    });
  });

  test('says why one was not taken, and goes on', async () => {
    await withFiles(
      { 'a.hl7': Buffer.concat([withResults('OBX|1|NM|||5'), fixture('a01')]) },
      async (folder) => {
        await listening({}, async ({ port }) => {
          const told = await run('send', folder, '--to', `localhost:${port}`);
          expect(told.code).toBe(1);
          expect(told.out).toEqual([
            'ID1 AE OBX-3 (segment 1): The result has no code and no name.',
            'A01 AA',
            '1 of 2 taken',
          ]);
        });
      },
    );
  });

  test('stops where nobody knows whether a message was taken', async () => {
    await listening({ receive: () => Promise.reject(new Error('disk full')) }, async ({ port }) => {
      const told = await run('send', `${MESSAGES}/batch.hl7`, '--to', `127.0.0.1:${port}`);
      expect(told).toMatchObject({
        code: 2,
        out: ['A01 closed: nobody knows whether it was taken'],
        err: 'MLLP: closed',
      });
    });
  });

  test.each<[args: string[], said: string]>([
    [[], "There is no command ''"],
    [['sent', 'x'], "There is no command 'sent'"],
    [['send', '--to', 'a:1'], 'Name files'],
    [['send', 'x'], 'Name the receiver'],
    [['send', 'x', '--to', 'host'], 'Name the receiver'],
    [['send', 'x', '--to', 'a:1', '--timeout', 'long'], '--timeout takes seconds'],
    [['send', 'x', '--too', 'a:1'], "Unknown option '--too'"],
    [['send', MESSAGES, '--to', '127.0.0.1:1'], 'MLLP: not-connected (ECONNREFUSED)'],
    [['send', 'x', '--to', 'a:1', '--ca', '/nowhere.pem'], 'ENOENT'],
  ])('%j is told what to do', async (args, said) => {
    const told = await run(...args);
    expect(told.code).toBe(2);
    expect(told.err).toContain(said);
  });
});
