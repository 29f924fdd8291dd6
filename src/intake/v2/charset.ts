import { V2Error } from './v2-error.js';

/** Reads bytes as text; `undefined` when they are none of its character set. */
export type Decode = (bytes: Uint8Array) => string | undefined;

/**
 * HL7 table 0211, "Alternate character sets", by labels of the WHATWG Encoding Standard. Repetitions of MSH-18 beyond the first name what escape
 * sequences switch to: for Japanese all of them together are ISO-2022-JP. UTF-16 and UTF-32 hold the bytes that frame messages, so that
 * they are not here; CNS 11643 has no decoder.
 */
const LABELS: Readonly<Record<string, string>> = {
  '8859/1': 'iso-8859-1',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'iso-8859-9',
  '8859/15': 'iso-8859-15',
  'UNICODE UTF-8': 'utf-8',
  'ISO IR6': 'iso-2022-jp',
  'ISO IR13': 'iso-2022-jp',
  'ISO IR14': 'iso-2022-jp',
  'ISO IR87': 'iso-2022-jp',
  'ISO IR159': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG-5': 'big5',
};

/** Names that stand in MSH-18 of feeds and in no table: `UTF-8` and `ISO-8859-1` among them are labels themselves. */
const AS_SEEN: Readonly<Record<string, string>> = {
  UNICODE: 'utf-8',
  UTF8: 'utf-8',
  'UNICODE UTF8': 'utf-8',
  '8859-1': 'iso-8859-1',
  '8859-15': 'iso-8859-15',
};

const PLACE = { segment: 'MSH', field: 18 } as const;

/**
 * How the bytes of a message are read. Without MSH-18 they are ASCII, or UTF-8 where that is what they are: any other character set
 * would be a guess, and a guess may turn a unit into another.
 * @param declared MSH-18 as sent, its repetitions
 * @param agreed a label of the client file, which wins over what the message says
 * @throws V2Error charset-unknown
 */
export function charsetOf(
  declared: readonly string[],
  agreed: string | undefined,
): { readonly decode: Decode; readonly whenNot: 'charset-contradicted' | 'charset-undeclared' } {
  const names = declared.map((name) => name.trim().toUpperCase()).filter((name) => name !== '');
  if (agreed === undefined && names.every((name) => name === 'ASCII'))
    return { decode: decoder('utf-8'), whenNot: 'charset-undeclared' };
  const label = agreed ?? names.map(labelOf).find((one) => one !== undefined);
  if (label === undefined) throw new V2Error('charset-unknown', PLACE);
  return { decode: decoder(label), whenNot: 'charset-contradicted' };
}

/** Whether there is a decoder of this name. */
function isCharset(label: string): boolean {
  try {
    return !new TextDecoder(label).encoding.startsWith('utf-16');
  } catch {
    return false;
  }
}

function labelOf(name: string): string | undefined {
  if (name === 'ASCII') return undefined;
  const known = [LABELS, AS_SEEN].find((table) => Object.hasOwn(table, name))?.[name];
  return known ?? (isCharset(name) ? name : undefined);
}

function decoder(label: string): Decode {
  return (bytes) => {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
}
