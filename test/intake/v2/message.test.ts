import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../src/intake/v2/message.js';
import {
  agreeing,
  codesOf,
  fixture,
  OBR,
  oru,
  PID,
  V2_CLIENT,
  withResults,
  readMessage,
} from '../../support/v2.js';

const msh = (more = ''): string => `MSH|^~\\&|LIS|LAB|X|Y|20261120||ORU^R01|ID1|P|2.5.1${more}`;
const message = (...segments: string[]): Buffer => Buffer.from([msh(), ...segments].join('\r'));

/** The texts of a field: its repetitions, each with its components. */
function texts(body: Buffer, name: string, field: number): string[][] {
  const segment = parseMessage(body).segments.find((one) => one.name === name)!;
  return segment.repetitions(field).map(({ components }) => [...components]);
}

describe('marks', () => {
  test.each([
    ['the usual ones', '|^~\\&', '|'],
    ['others', '#*~\\$', '#'],
    ['a fifth, of 2.7', '|^~\\&#', '|'],
    ['no escape', '|^~&', '|'],
    ['a yen sign for the escape', '|^~\u00A5&', '|'],
  ])('%s', (_what, marks, field) => {
    const component = marks.charAt(1);
    const body = [
      `MSH${marks}`,
      'LIS',
      'LAB',
      'X',
      'Y',
      '20261120',
      '',
      `ORU${component}R01`,
      'ID1',
      'P',
      '2.5.1',
    ];
    const lines = [
      [...body, '', '', '', '', '', 'UNICODE UTF-8'].join(field),
      ['OBX', '1', 'SN', ['2276-4', 'Ferritin', 'LN'].join(component), '', `>${component}2000~5`].join(field),
    ];
    expect(texts(Buffer.from(lines.join('\r')), 'OBX', 3)).toEqual([['2276-4', 'Ferritin', 'LN']]);
    expect(texts(Buffer.from(lines.join('\r')), 'OBX', 5)).toEqual([['>', '2000'], ['5']]);
  });

  test.each([
    ['MSH'],
    ['MSH|'],
    ['MSH|^'],
    ['MSHA^~\\&|x'],
    ['MSH|a~\\&|x'],
    ['MSH|^^\\&|x'],
    ['MSH||~\\&|x'],
    ['MSH ^~\\& x'],
    ['MSH|^~\\&####|x'],
  ])('%s is refused', (line) => {
    expect(codesOf(readMessage(Buffer.from(line), V2_CLIENT))).toEqual(['delimiters-invalid MSH-2']);
  });
});

describe('lines', () => {
  test.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('end with %s', (_name, end) => {
    const body = Buffer.from([msh(), PID, OBR, 'OBX|1|NM|2276-4||5'].join(end));
    expect(parseMessage(body).segments.map(({ name }) => name)).toEqual(['MSH', 'PID', 'OBR', 'OBX']);
  });

  test('blank ones, line ends and a byte order mark before MSH are passed over', () => {
    const body = Buffer.from(`\uFEFF\r\n\r${msh()}\r\r\n \r${PID}\r`);
    expect(parseMessage(body).segments.map(({ name }) => name)).toEqual(['MSH', 'PID']);
  });

  test.each([
    ['a line end inside a field', [PID, OBR, 'OBX|1|ST|2276-4||first', 'second half|ug/L'], 'line 5'],
    ['a name cut short', [PID, 'OB'], 'line 3'],
    ['small letters', ['pid|1'], 'line 2'],
    ['another mark behind the name', ['PID^1'], 'line 2'],
    ['a second MSH', [PID, msh()], 'line 3'],
    ['blank lines are counted', ['', PID, '', 'x'], 'line 5'],
  ])('%s is an error with its number', (_what, segments, place) => {
    expect(codesOf(readMessage(message(...segments), V2_CLIENT))).toEqual([`segment-malformed ${place}`]);
  });

  test("segments of a site's own are passed over, wherever they stand, and counted", () => {
    const body = message('ZAA|1', PID, 'ZBB', OBR, 'ZCC|x^y');
    expect(parseMessage(body)).toMatchObject({ passedOver: 3 });
    expect(parseMessage(body).segments.map(({ name }) => name)).toEqual(['MSH', 'PID', 'OBR']);
  });
});

describe('escapes are undone after splitting', () => {
  test.each([
    ['marks', 'a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
    ['a power in a unit', '10\\S\\9/L', '10^9/L'],
    ['bytes', '\\XC3A9\\', '\u00E9'],
    ['bytes in small letters', '\\Xc3a9\\', '\u00E9'],
    ['bytes of no text stay', '\\XFF\\', '\\XFF\\'],
    ['line breaks', 'one\\.br\\two\\.sp2\\three', 'one\ntwo\n\nthree'],
    ['highlighting', '\\H\\bold\\N\\', 'bold'],
    ["a site's own stays, for the reader of units", '\\Z03BC\\g/L', '\\Z03BC\\g/L'],
    ['a shift of character set stays', '\\C2842\\x', '\\C2842\\x'],
    ['an unclosed one stays', 'a\\b', 'a\\b'],
    ['one that is none stays', 'a\\nonsense\\b', 'a\\nonsense\\b'],
    ['an unclosed one before a right one', '5\\6 \\S\\ 7', '5\\6 ^ 7'],
    ['what was escaped twice is undone once', '\\E\\X09\\E\\', '\\X09\\'],
    ['the truncation mark', '\\P\\', '#'],
  ])('%s', (_what, sent, read) => {
    expect(texts(message(`NTE|1|L|${sent}`), 'NTE', 3)).toEqual([[read]]);
  });

  test('with a mark of the sender', () => {
    const body = Buffer.from(`${msh().replace('\\', () => '$')}\rNTE|1|L|a$S$b\\S\\c$Z03BC$`);
    expect(texts(body, 'NTE', 3)).toEqual([['a^b\\S\\c\\Z03BC\\']]);
  });

  test('not at all in a message without such a mark', () => {
    const body = Buffer.from(`${msh().replace('^~\\&', '^~&')}\rNTE|1|L|a\\S\\b`);
    expect(texts(body, 'NTE', 3)).toEqual([['a\\S\\b']]);
  });

  test('in the character set of the message', () => {
    const body = Buffer.from(`${msh('||||||8859/1')}\rNTE|1|L|\\XB5\\g/L`, 'latin1');
    expect(texts(body, 'NTE', 3)).toEqual([['\u00B5g/L']]);
  });
});

describe('character sets', () => {
  const unit = (charset: string, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${msh(`||||||${charset}`)}\rOBX|1|NM|2276-4||5|`), bytes]);
  const micro = { latin1: Buffer.from([0xb5, 0x67]), utf8: Buffer.from('\u00B5g') };

  test.each([
    ['8859/1', micro.latin1, '\u00B5g'],
    ['8859/15', micro.latin1, '\u00B5g'],
    ['8859-1', micro.latin1, '\u00B5g'],
    ['ISO-8859-1', micro.latin1, '\u00B5g'],
    ['UNICODE UTF-8', micro.utf8, '\u00B5g'],
    ['UTF-8', micro.utf8, '\u00B5g'],
    ['', micro.utf8, '\u00B5g'],
    ['ASCII', Buffer.from('ug'), 'ug'],
    ['~ISO IR87', Buffer.from([0x1b, 0x24, 0x42, 0x26, 0x4c, 0x1b, 0x28, 0x42, 0x67]), '\u03BCg'],
    ['8859/5', Buffer.from([0xb0]), '\u0410'],
    ['GB 18030-2000', Buffer.from([0xa6, 0xcc]), '\u03BC'],
  ])('MSH-18 "%s"', (charset, bytes, text) => {
    expect(texts(unit(charset, bytes), 'OBX', 6)).toEqual([[text]]);
  });

  test('a message of latin1 as it comes', () => {
    const [name] = parseMessage(fixture('a13')).segments[1]!.repetitions(5);
    expect(name!.components).toEqual(['M\u00FCller', 'Zo\u00EB']);
  });

  test.each([
    ['EBCDIC', Buffer.from('ug'), 'charset-unknown MSH-18'],
    ['UNICODE UTF-16', Buffer.from('ug'), 'charset-unknown MSH-18'],
    ['UTF-16LE', Buffer.from('ug'), 'charset-unknown MSH-18'],
    ['UNICODE UTF-8', micro.latin1, 'charset-contradicted MSH-18'],
    ['', micro.latin1, 'charset-undeclared MSH-18'],
    ['ASCII', micro.latin1, 'charset-undeclared MSH-18'],
  ])('"%s" with bytes that are none of it is never guessed', (charset, bytes, error) => {
    expect(codesOf(readMessage(unit(charset, bytes), V2_CLIENT))).toEqual([error]);
  });

  test('the client file wins over what a message says', () => {
    const read = readMessage(unit('UNICODE UTF-8', micro.latin1), agreeing({ charset: 'iso-8859-1' }));
    expect(codesOf(read)).not.toContain('charset-contradicted MSH-18');
    expect(parseMessage(unit('', micro.latin1), 'iso-8859-1').segments).toHaveLength(2);
  });
});

describe('a message is refused', () => {
  const headed = (type: string, id = 'ID1', version = '2.5.1'): Buffer =>
    Buffer.from(`MSH|^~\\&|LIS|LAB|X|Y|20261120||${type}|${id}|P|${version}\r${PID}`);

  test.each([
    ['of no message at all', Buffer.from('hello'), 'not-hl7 MSH'],
    ['of nothing', Buffer.alloc(0), 'not-hl7 MSH'],
    ['of another type', headed('SIU^S12'), 'type-unsupported MSH1-9'],
    ['of another ORU', headed('ORU^R30'), 'event-unsupported MSH1-9'],
    ['of an ADT that merges nobody', headed('ADT^A08'), 'event-unsupported MSH1-9'],
    ['without an id', headed('ORU^R01', ''), 'control-id-missing MSH1-10'],
    ['of version 2.2', headed('ORU^R01', 'ID1', '2.2'), 'version-unsupported MSH1-12'],
    ['of version 3', headed('ORU^R01', 'ID1', '3'), 'version-unsupported MSH1-12'],
    ['without a version', headed('ORU^R01', 'ID1', ''), 'version-unsupported MSH1-12'],
    ['of a batch', fixture('batch'), 'not-hl7 MSH'],
  ])('%s', (_what, body, error) => {
    expect(codesOf(readMessage(body, V2_CLIENT))).toEqual([error]);
  });

  test.each(['2.3', '2.3.1', '2.4', '2.5', '2.5.1'])('and not of version %s', (version) => {
    expect(codesOf(readMessage(headed('ORU^R01', 'ID1', version), V2_CLIENT))).toEqual([]);
  });
});

describe('what is wrong is told by code and place, never by value', () => {
  test.each([
    ['no patient', oru([OBR, 'OBX|1|NM|2276-4||5']), ['patient-missing OBR1', 'patient-missing OBX1']],
    ['nothing but a header', oru([]), ['patient-missing PID']],
    ['a lost line end', oru([]).subarray(0, -1), ['patient-missing PID']],
    ['no number of the patient', oru(['PID|1||""', OBR]), ['patient-id-missing PID1-3']],
    ['a number of another register', oru(['PID|1||999^^^NATL^NI', OBR]), ['authority-unknown PID1-3']],
    ['no number of the report', oru([PID, 'OBR|1|||FERR']), ['report-id-missing OBR1-3']],
    ['no code', withResults('OBX|1|NM|||5'), ['code-missing OBX1-3']],
    ['a date that is none', withResults('OBX|1|NM|2276-4||5||||||F|||20261320'), ['date-malformed OBX1-14']],
    ['a date of words', oru([PID, 'OBR|1||F1|FERR|||yesterday']), ['date-malformed OBR1-7']],
    ['the status of a query', oru([PID, `${OBR}||||||||||||||||||Z`]), ['status-invalid OBR1-25']],
    ['the second of two', withResults('OBX|1|NM|2276-4||5', 'OBX|2|NM|||7'), ['code-missing OBX2-3']],
  ])('%s', (_what, body, errors) => {
    const read = readMessage(body, V2_CLIENT);
    expect(codesOf(read)).toEqual(errors);
    for (const { message: text } of read.problems) expect(text).toMatch(/^(?:[A-Z]{3}|line)/u);
  });

  test('and a birth date that is none is left out and told aside, as no result hangs on it', () => {
    const read = readMessage(oru(['PID|1||1^^^CLINIC||||196203520|F']), V2_CLIENT);
    if (read.kind !== 'results') throw new Error(read.kind);
    expect(read.problems).toEqual([]);
    expect(codesOf({ problems: read.results.oddities })).toEqual(['date-malformed PID1-7']);
    expect(read.results.patients[0]!.person).toEqual({ gender: 'female' });
  });
});
