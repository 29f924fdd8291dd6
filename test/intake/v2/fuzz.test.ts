import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ackCode, buildAck } from '../../../src/intake/v2/ack.js';
import { createFramer } from '../../../src/intake/v2/frames.js';
import { createV2Reader } from '../../../src/intake/v2/reader.js';
import { patientIdOf, resourcesOf } from '../../../src/intake/v2/to-fhir.js';
import { readPart } from '../../../src/hooks/r4/part.js';
import { agreeing, fixture } from '../../support/v2.js';
import { runs } from '../../support/seed.js';

/** Whatever comes: no crash, an answer that names no value, and AA only for what was understood. */

const client = agreeing({ allowBatch: true });
const occasion = { now: new Date('2026-11-22T08:00:00Z'), newId: () => 'A1' };
const names =
  'a01 a02 a03 a04 a05c a06 a07 a08 a09 a10 a11 a12 a13 a14 batch merge-a40 panels patient-level'.split(' ');
const fixtures = names.map(fixture);

function read(body: Buffer): void {
  for (const { body: one, read: message } of createV2Reader(client).body(body).messages) {
    const code = ackCode(message, client.v2!);
    const ack = buildAck(one, code, message.problems, occasion);
    expect(ack.body.length).toBeLessThan(20_000);
    expect(code === 'AA').toBe(message.problems.length === 0);
    if (code !== 'AA') continue;
    // Understood: every result of it is there, of a patient who is known, or counted.
    if (message.kind === 'merges') expect(message.merges.length).toBeGreaterThan(0);
    if (message.kind !== 'results') continue;
    expect(message.results.patients.length).toBeGreaterThan(0);
    const segments = one.toString('latin1').split(/\r\n?|\n/u);
    const sent = segments.filter((line) => line.startsWith('OBX')).length;
    const { patients, counts } = message.results;
    const found = patients.flatMap(({ reports }) => reports.flatMap(({ results }) => results)).length;
    expect(found + counts.notAsked).toBeGreaterThanOrEqual(sent);
    expect(patients).toHaveLength(segments.filter((line) => line.startsWith('PID')).length);
    for (const patient of patients) {
      const entry = resourcesOf(patient, patientIdOf(patient)).map((resource) => ({ resource }));
      const { setAside } = readPart({ resourceType: 'Bundle', type: 'collection', entry }, 'm', true);
      expect(setAside).toEqual([]);
    }
  }
}

const pieces =
  '| ^ ~ \\ & # \r \n \v \u001C "" \\S\\ \\X \\XC3\\ \\.br\\ \\Z03BC\\ MSH|^~\\&| PID| OBR| OBX| NTE| SPM| MRG| ORC| ZZZ| BHS| BTS|9 F X 2276-4 > < = 540 1e9 -1 20261120 99999999 \u00B5 \u0000 \uFFFD \u{1F600}'.split(
    ' ',
  );
const junk = fc.oneof(
  fc.constantFrom(...pieces),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

describe('whatever is sent is answered, and taken only when it was understood', () => {
  test('every message is, as it stands', () => {
    for (const body of fixtures) read(body);
  });

  test('messages with anything put in, cut out or put twice, anywhere', () => {
    const change = fc.record({ at: fc.nat(1000), cut: fc.nat(20), put: junk, again: fc.nat(40) });
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (body, changes) => {
          let bytes = body;
          for (const { at, cut, put, again } of changes) {
            const place = at % (bytes.length + 1);
            const parts = [
              bytes.subarray(0, place),
              Buffer.from(put),
              bytes.subarray(place, place + again),
              bytes.subarray(place + cut),
            ];
            bytes = Buffer.concat(parts);
          }
          read(bytes);
        },
      ),
      runs(1500),
    );
  });

  test('messages with bytes of any kind', () => {
    const byte = fc.record({ at: fc.nat(1000), value: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(byte, { minLength: 1, maxLength: 12 }),
        (body, bytes) => {
          const changed = Buffer.from(body);
          for (const { at, value } of bytes) changed[at % changed.length] = value;
          read(changed);
        },
      ),
      runs(1500),
    );
  });

  test('segments of any fields', () => {
    const field = fc.array(junk, { maxLength: 4 }).map((parts) => parts.join('').replaceAll(/[\r\n]/gu, ''));
    const segment = fc
      .tuple(
        fc.constantFrom('PID', 'ORC', 'OBR', 'OBX', 'NTE', 'SPM', 'ZXY'),
        fc.array(field, { maxLength: 26 }),
      )
      .map(([name, fields]) => [name, ...fields].join('|'));
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 8 }),
        fc.constantFrom('', '8859/1', 'UNICODE UTF-8', '~ISO IR87'),
        (segments, charset) => {
          const msh = `MSH|^~\\&|A|B|C|D|20261120||ORU^R01|1|P|2.5.1||||||${charset}`;
          read(Buffer.from([msh, 'PID|1||1', ...segments].join('\r')));
        },
      ),
      runs(1500),
    );
  });

  test('nothing but noise', () => {
    fc.assert(
      fc.property(fc.array(junk, { maxLength: 30 }), fc.nat(3), (parts, head) => {
        read(Buffer.from((['', 'MSH', 'MSH|^~\\&|', 'BHS|^~\\&|\r'][head] ?? '') + parts.join('')));
        for (const event of createFramer(500).push(Buffer.from(`\v${parts.join('')}\u001C\r`)))
          if (event.kind === 'message') read(event.body);
      }),
      runs(1500),
    );
  });

  test('texts that are made to be slow are read in one pass', () => {
    const long = 200_000;
    for (const value of [
      '\\'.repeat(long),
      '\\X'.repeat(long),
      '1'.repeat(long),
      '<'.repeat(long),
      '~'.repeat(long),
      '^'.repeat(long),
      '1-'.repeat(long),
      ' '.repeat(long),
    ])
      for (const field of [5, 6, 7, 8]) {
        const obx = ['OBX', '1', 'NM', '2276-4', '', '5', '', '', '', '', '', 'F'];
        obx[field] = value;
        read(Buffer.from(`MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1\rPID|1||1\rOBR|1||F1\r${obx.join('|')}`));
      }
  });
});
