import { describe, expect, test } from '@jest/globals';
import { ackCode, batchAck, buildAck, isWanted } from '../../../src/intake/v2/ack.js';
import { V2Error } from '../../../src/intake/v2/v2-error.js';
import { agreeing, fixture, oru, PID, V2_CLIENT, withResults, readMessage } from '../../support/v2.js';

const occasion = { now: new Date('2026-11-22T08:00:00Z'), newId: () => 'ACK1' };
const answer = (body: Buffer, client = V2_CLIENT): string[] => {
  const { problems } = readMessage(body, client);
  const { body: text } = buildAck(body, ackCode({ problems }, client.v2!), problems, occasion);
  return text.toString('latin1').split('\r').slice(0, -1);
};

describe('an answer', () => {
  test('swaps sender and receiver, and names the message', () => {
    expect(answer(fixture('a01'))).toEqual([
      'MSH|^~\\&|HEPACUE|CLINIC|LIS^2.16.840.1.113883.3.9999^ISO|NORTHLAB|20261122080000+0000||ACK^R01^ACK|ACK1|P|2.5.1',
      'MSA|AA|A01',
    ]);
  });

  test("is in the sender's marks and version", () => {
    expect(answer(fixture('a07'))).toEqual([
      'MSH#*~\\$#X#Y#LIS#LAB#20261122080000+0000##ACK*R01#ACK1#P#2.3',
      'MSA#AA#A07',
    ]);
  });

  test("is in the sender's bytes", () => {
    const body = Buffer.from(
      'MSH|^~\\&|M\u00FCller|L|X|Y|2026||ORU^R01|\u00B51|P|2.5||||||8859/1\rPID|1||1',
      'latin1',
    );
    const [msh, msa] = answer(body);
    expect(msh).toContain('|X|Y|M\u00FCller|L|');
    expect(msh!.endsWith('|P|2.5||||||8859/1')).toBe(true);
    expect(msa).toBe('MSA|AA|\u00B51');
  });

  test('of 2.5 and later tells each problem by place, condition, our code and a sentence', () => {
    const lines = answer(withResults('OBX|1|NM|2276-4||5||||||F|||20261399', 'OBX|2|NM|||secret'));
    expect(lines.slice(1)).toEqual([
      'MSA|AE|ID1',
      'ERR||OBX^1^14|102^Data type error^HL70357|E|date-malformed|||OBX-14 (segment 1): This is no date of HL7 v2, or none of the calendar.',
      'ERR||OBX^2^3|101^Required field missing^HL70357|E|code-missing|||OBX-3 (segment 2): The result has no code and no name.',
    ]);
  });

  test('of 2.3 tells them in one field', () => {
    const lines = answer(oru([PID, 'OBR|1||F1|FERR|||x'], { version: '2.3' }));
    expect(lines.slice(1)).toEqual(['MSA|AE|ID1', 'ERR|OBR^1^7^102&Data type error&HL70357']);
  });

  test('to what is no message has the usual marks and names none', () => {
    expect(answer(Buffer.from('hello'))).toEqual([
      'MSH|^~\\&|||||20261122080000+0000||ACK|ACK1|P|2.5.1',
      'MSA|AR',
      'ERR||MSH|100^Segment sequence error^HL70357|E|not-hl7|||MSH: The message does not begin with MSH.',
    ]);
  });

  test('holds none of the marks inside its own words', () => {
    const body = Buffer.from('MSH.:;-,.LIS.LAB.X.Y.20261120..SIU:S12.ID1.P.2;5');
    expect(answer(body)[2]!.split('.')).toHaveLength(9);
  });
});

test('the code is one that the sender can act on', () => {
  const problem = (isRejection: boolean): V2Error =>
    new V2Error(isRejection ? 'type-unsupported' : 'code-missing', { segment: 'MSH' });
  const code = (problems: V2Error[], wishes: Parameters<typeof ackCode>[1] = {}): string =>
    ackCode({ problems }, wishes);
  expect([code([]), code([problem(false)]), code([problem(true)])]).toEqual(['AA', 'AE', 'AR']);
  expect([[], [problem(false)], [problem(true)]].map((one) => code(one, { ack: 'enhanced' }))).toEqual([
    'CA',
    'CE',
    'CR',
  ]);
  expect([
    code([problem(false)], { onUnreadable: 'park' }),
    code([problem(true)], { onUnreadable: 'park' }),
  ]).toEqual(['AA', 'AR']);
  expect(code([problem(false)], { onUnreadable: 'park', ack: 'enhanced' })).toBe('CA');
});

test.each([
  ['CA', '', true],
  ['CA', 'AL', true],
  ['CA', 'NE', false],
  ['CA', 'ER', false],
  ['CA', 'SU', true],
  ['CE', 'ER', true],
  ['CE', 'SU', false],
  ['CR', 'NE', false],
  ['AA', 'NE', true],
] as const)('%s is wanted by MSH-15 "%s": %s', (code, wish, wanted) => {
  expect(isWanted(code, wish)).toBe(wanted);
});

test('a batch is answered by a batch, and its code is the worst', () => {
  const acks = [fixture('a01'), fixture('a02')].map((body) => buildAck(body, 'AA', [], occasion));
  const bad = buildAck(fixture('a02'), 'AE', [], occasion);
  expect(batchAck(acks)).toMatchObject({ code: 'AA' });
  expect(batchAck([...acks, bad])).toMatchObject({ code: 'AE' });
  const lines = batchAck(acks).body.toString().split('\r');
  expect(lines.map((line) => line.slice(0, 9))).toEqual([
    'BHS|^~\\&',
    'MSH|^~\\&|',
    'MSA|AA|A0',
    'MSH|^~\\&|',
    'MSA|AA|A0',
    'BTS|2',
    '',
  ]);
});

test('parking is agreed with one sender at a time', () => {
  const body = withResults('OBX|1|NM|||5');
  expect(answer(body)[1]).toBe('MSA|AE|ID1');
  expect(answer(body, agreeing({ onUnreadable: 'park' }))).toHaveLength(2);
});
