import { describe, expect, test } from '@jest/globals';
import { dateReader, MALFORMED } from '../../../src/intake/v2/date-times.js';
import { zoneOffsets } from '../../../src/intake/v2/zones.js';

const read = (text: string, zone = 'Europe/Berlin', sent = '20261120'): string | undefined =>
  dateReader(sent, zoneOffsets(zone))(text);

describe('a date of HL7 v2', () => {
  test.each<[sent: string, read: string | undefined]>([
    ['', undefined],
    ['2026', '2026'],
    ['202611', '2026-11'],
    ['20261120', '2026-11-20'],
    ['2026112007', '2026-11-20'],
    ['202611200745', '2026-11-20T07:45:00+01:00'],
    ['20261120074501', '2026-11-20T07:45:01+01:00'],
    ['20261120074501.1234', '2026-11-20T07:45:01.1234+01:00'],
    ['202607200745', '2026-07-20T07:45:00+02:00'],
    ['20261120074500+0530', '2026-11-20T07:45:00+05:30'],
    ['20261120074500-0215', '2026-11-20T07:45:00-02:15'],
    ['202611200745+0000', '2026-11-20T07:45:00+00:00'],
    ['20261120074500+01:00', '2026-11-20T07:45:00+01:00'],
    ['20261120+0100', '2026-11-20'],
    ['20240229', '2024-02-29'],
  ])('%s', (sent, as) => {
    expect(read(sent)).toBe(as);
  });

  test.each([
    '20261320',
    '20260230',
    '20260229',
    '20261100',
    '00000000',
    '202611202400',
    '202611200760',
    '20261120074561',
    '196203520',
    '2026112',
    '20261120T0745',
    '2026-11-20',
    '20261120074500.12345',
    '20261120074500+2500',
    '20261120074500+0199',
    'yesterday',
    '20261120 ',
  ])('%s is none', (sent) => {
    expect(read(sent)).toBe(MALFORMED);
  });
});

describe('the zone', () => {
  test.each([
    ['in an hour that does not come: as without the change', '202603290230', '2026-03-29T02:30:00+01:00'],
    ['before it', '202603290159', '2026-03-29T01:59:00+01:00'],
    ['after it', '202603290300', '2026-03-29T03:00:00+02:00'],
    ['in an hour that comes twice: the first', '202610250230', '2026-10-25T02:30:00+02:00'],
    ['before it', '202610250159', '2026-10-25T01:59:00+02:00'],
    ['after it', '202610250300', '2026-10-25T03:00:00+01:00'],
  ])('%s', (_what, sent, as) => {
    expect(read(sent)).toBe(as);
  });

  test.each([
    ['America/New_York', '202603080230', '2026-03-08T02:30:00-05:00'],
    ['America/New_York', '202611010130', '2026-11-01T01:30:00-04:00'],
    ['Australia/Lord_Howe', '202607010000', '2026-07-01T00:00:00+10:30'],
    ['Asia/Kolkata', '202607010000', '2026-07-01T00:00:00+05:30'],
    ['Pacific/Kiritimati', '202607010000', '2026-07-01T00:00:00+14:00'],
    ['UTC', '202607010000', '2026-07-01T00:00:00+00:00'],
  ])('%s at %s', (zone, sent, as) => {
    expect(read(sent, zone)).toBe(as);
  });

  test('of MSH-7 holds for its message', () => {
    expect(read('202607200745', 'Europe/Berlin', '20261120093000+0000')).toBe('2026-07-20T07:45:00+00:00');
    expect(read('202607200745', 'Europe/Berlin', '20261120093000-0330')).toBe('2026-07-20T07:45:00-03:30');
    expect(read('202607200745', 'Europe/Berlin', 'x+0000')).toBe('2026-07-20T07:45:00+02:00');
  });

  test("of MSH-7 is the winter's offset alone where that is the agreed zone's own", () => {
    expect(read('202607200745', 'Europe/Berlin', '20261120093000+0100')).toBe('2026-07-20T07:45:00+02:00');
    expect(read('202611200745', 'Europe/Berlin', '20260720093000+0200')).toBe('2026-11-20T07:45:00+01:00');
  });

  test('of a field wins over both', () => {
    expect(read('202607200745-0400', 'Europe/Berlin', '20261120093000+0000')).toBe(
      '2026-07-20T07:45:00-04:00',
    );
  });
});
