import type { OffsetAt } from './zones.js';

/** Reads a date of HL7 v2 as one of FHIR: `undefined` for none, `MALFORMED` for what is none. */
export type ReadDate = (text: string) => string | undefined;
/** No date of FHIR. */
export const MALFORMED = 'malformed';

/** HL7 v2.5.1, 2.A.22 DTM: `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`. */
const DTM =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,4})?)?)?)?)?)?([+-]\d{2}:?\d{2})?$/u;

/**
 * Reads dates of one message. The zone of a field wins; then that of MSH-7, which HL7 makes the default of its message, unless it is but the
 * offset that the sender's own zone has on that day (a winter's offset is none for a sample of the summer before); then the agreed zone.
 * What goes as far as the hour is told as a day, as FHIR has no hours; missing seconds are zero-filled, as FHIR asks.
 * @param sent MSH-7
 */
export function dateReader(sent: string, offsetAt: OffsetAt): ReadDate {
  const ofMessage = ownOffset(sent, offsetAt);
  const known = new Map<string, ReturnType<ReadDate>>();
  return (text) => {
    if (!known.has(text))
      known.set(
        text,
        readDate(text, (local) => ofMessage ?? offsetAt(local)),
      );
    return known.get(text);
  };
}

function readDate(text: string, offsetAt: OffsetAt): ReturnType<ReadDate> {
  if (text === '') return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = DTM.exec(text) ?? [];
  if (year === undefined) return MALFORMED;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (!isOfCalendar(year, month, day)) return MALFORMED;
  if (hour === undefined) return date;
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return MALFORMED;
  if (minute === undefined) return date;
  const clock = `${hour}:${minute}:${second}${fraction}`;
  if (zone !== undefined)
    return isOffset(zone) ? `${date}T${clock}${zone.slice(0, 3)}:${zone.slice(-2)}` : MALFORMED;
  return `${date}T${clock}${offsetText(offsetAt(Date.parse(`${date}T${hour}:${minute}:${second}Z`)))}`;
}

/** The offset of MSH-7, when it is another than the agreed zone's at that time. */
function ownOffset(sent: string, offsetAt: OffsetAt): number | undefined {
  const zone = DTM.exec(sent)?.[8];
  if (zone === undefined || !isOffset(zone)) return undefined;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  const own = zone.startsWith('-') ? -minutes : minutes;
  const local = Date.parse(String(readDate(sent, () => 0)).replace(/[+-]\d{2}:\d{2}$/u, 'Z'));
  return Number.isNaN(local) || offsetAt(local) !== own ? own : undefined;
}

function isOfCalendar(year: string, month = '01', day = '01'): boolean {
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number(year) > 0 && !Number.isNaN(at.getTime()) && at.getUTCDate() === Number(day);
}

/** FHIR R4 dateTime: from -14:00 to +14:00. */
function isOffset(zone: string): boolean {
  return Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)) <= 14 * 60 && Number(zone.slice(-2)) < 60;
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
