import type { Client } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

/**
 * Reports what is agreed about HL7 v2 messages and cannot be meant: a time zone or a character set that there is none of, an authority
 * that is not on the list, one that stands there twice.
 */
export function checkV2(v2: NonNullable<Client['v2']>, file: string, report: Report): void {
  const { zone, charset, authorities, defaultAuthority } = v2;
  if (!isZone(zone))
    report(
      file,
      'v2.zone',
      `there is no time zone '${zone}'${suggestion(zone, Intl.supportedValuesOf('timeZone'))}`,
    );
  if (charset !== undefined && !isCharset(charset))
    report(
      file,
      'v2.charset',
      `'${charset}' is no character set that is read${suggestion(charset, USUAL_CHARSETS)}`,
    );
  const names = authorities.map(({ authority }) => authority);
  if (defaultAuthority !== undefined && !names.includes(defaultAuthority))
    report(
      file,
      'v2.defaultAuthority',
      `'${defaultAuthority}' is not among the authorities${suggestion(defaultAuthority, names)}`,
    );
  const seen = new Map<string, string>();
  for (const [index, { authority, type = '', system }] of authorities.entries()) {
    const key = JSON.stringify([authority, type]);
    const other = seen.get(key);
    if (other !== undefined && other !== system)
      report(
        file,
        `v2.authorities[${index}]`,
        `'${authority}' has two systems: numbers of it would be of two registers`,
      );
    seen.set(key, system);
  }
}

/** Named where another is near to one of them; any label of the WHATWG Encoding Standard is read. */
const USUAL_CHARSETS = [
  'utf-8',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1252',
  'iso-2022-jp',
  'gb18030',
];

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Not UTF-16: its bytes may be the marks that messages are framed by. */
function isCharset(label: string): boolean {
  try {
    return !new TextDecoder(label).encoding.startsWith('utf-16');
  } catch {
    return false;
  }
}
