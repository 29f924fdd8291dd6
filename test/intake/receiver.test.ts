import { describe, expect, test } from '@jest/globals';
import type { Client } from '../../src/core/model/knowledge.js';
import { type Arrived, createReceiver, type From, type ReceiverParts } from '../../src/intake/receiver.js';
import { createV2Reader } from '../../src/intake/v2/reader.js';
import { NOW } from '../support/clock.js';
import { agreeing, codesOf, fixture, V2_CLIENT, withResults } from '../support/v2.js';

const from: From = { over: 'http', address: '192.0.2.1' };

async function received(
  body: Buffer,
  client: Client | undefined = V2_CLIENT,
  parts: Partial<ReceiverParts> = {},
): Promise<{ code: string | undefined; text: string; arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
  const receive = createReceiver({
    readerFor: () => client && createV2Reader(client),
    keep: (all) => {
      arrived.push(...all);
      return Promise.resolve();
    },
    now: () => NOW,
    newId: () => 'A1',
    ...parts,
  });
  const ack = await receive(body, from);
  return { code: ack?.code, text: ack?.body.toString('latin1') ?? '', arrived };
}

test('what was understood is kept, then acknowledged', async () => {
  const order: string[] = [];
  const { code, arrived } = await received(fixture('a01'), V2_CLIENT, {});
  expect(code).toBe('AA');
  expect(arrived).toMatchObject([{ client: 'clinic', from, at: NOW, read: { kind: 'results' } }]);
  await received(fixture('a01'), V2_CLIENT, {
    keep: async () => {
      await Promise.resolve();
      order.push('kept');
    },
  }).then(() => order.push('answered'));
  expect(order).toEqual(['kept', 'answered']);
});

test('what cannot be kept is not answered', async () => {
  const keep = (): Promise<void> => Promise.reject(new Error('disk full'));
  await expect(received(fixture('a01'), V2_CLIENT, { keep })).rejects.toThrow('disk full');
  await expect(received(Buffer.from('hello'), V2_CLIENT, { keep })).rejects.toThrow('disk full');
});

describe('what cannot be read is kept too, and answered as agreed', () => {
  const unreadable = withResults('OBX|1|NM|||5');
  test.each<[what: string, body: Buffer, v2: Partial<NonNullable<Client['v2']>>, code: string]>([
    ['AE by default', unreadable, {}, 'AE'],
    ['AA where it is parked', unreadable, { onUnreadable: 'park' }, 'AA'],
    ['CE in enhanced mode', unreadable, { ack: 'enhanced' }, 'CE'],
    ['AR for what will never be taken', Buffer.from('hello'), { onUnreadable: 'park' }, 'AR'],
  ])('%s', async (_what, body, v2, code) => {
    const got = await received(body, agreeing(v2));
    expect(got.code).toBe(code);
    expect(got.arrived).toHaveLength(1);
    expect(codesOf(got.arrived[0]!.read)).toHaveLength(1);
  });
});

test('enhanced mode is answered once, and only where it is wanted', async () => {
  const body = (wish: string): Buffer =>
    Buffer.from(fixture('a01').toString().replace('|AL|NE|', `|${wish}|NE|`));
  expect((await received(body('AL'), agreeing({ ack: 'enhanced' }))).code).toBe('CA');
  const never = await received(body('NE'), agreeing({ ack: 'enhanced' }));
  expect([never.code, never.arrived.length]).toEqual([undefined, 1]);
  expect((await received(body('NE'))).code).toBe('AA');
});

test('of a sender that is not known nothing is kept', async () => {
  const { code, text, arrived } = await received(fixture('a01'), undefined, { readerFor: () => undefined });
  expect([code, arrived]).toEqual(['AR', []]);
  expect(text).toContain('|E|sender-unknown|');
});

test('the sender may be told by what MSH says', async () => {
  const readerFor: ReceiverParts['readerFor'] = (_from, { field }) =>
    field(4) === 'NORTHLAB' ? createV2Reader(V2_CLIENT) : undefined;
  expect((await received(fixture('a01'), undefined, { readerFor })).code).toBe('AA');
  expect((await received(fixture('a02'), undefined, { readerFor })).code).toBe('AR');
});

test('a message has one key, and another body, id or sender another', async () => {
  const key = async (body: Buffer, client = V2_CLIENT): Promise<string> =>
    (await received(body, client)).arrived[0]!.key;
  const own = await key(fixture('a01'));
  expect(await key(fixture('a01'))).toBe(own);
  const changed = (search: string, by: string): Buffer =>
    Buffer.from(fixture('a01').toString().replace(search, by));
  const others = [changed('540', '541'), changed('|A01|', '|A02|'), changed('NORTHLAB', 'SOUTHLAB')];
  for (const body of others) expect(await key(body)).not.toBe(own);
  expect(await key(fixture('a01'), { ...V2_CLIENT, id: 'other' })).not.toBe(own);
  expect(own).toMatch(/^[0-9a-f]{64}$/u);
});

test('a batch is kept as a whole, and each message answered', async () => {
  const calls: number[] = [];
  const { code, text } = await received(fixture('batch'), agreeing({ allowBatch: true }), {
    keep: (all) => {
      calls.push(all.length);
      return Promise.resolve();
    },
  });
  expect([code, calls]).toEqual(['AA', [2]]);
  expect(text.match(/MSA\|AA\|A0\d/gu)).toEqual(['MSA|AA|A01', 'MSA|AA|A02']);
});

test('no answer holds a value or a name of the message', async () => {
  for (const name of ['a01', 'a03', 'a06', 'a13'])
    for (const field of [/\|20261120/u, /\|F\d{4}/u, /2276-4[^|]*/u]) {
      const body = Buffer.from(fixture(name).toString('latin1').replace(field, '|Muster640'), 'latin1');
      expect((await received(body)).text).not.toMatch(/640|Muster|540|1970/u);
    }
});
