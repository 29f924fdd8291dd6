import { closeSync, openSync, readSync } from 'node:fs';
import { batchReader } from '../../intake/v2/batches.js';
import type { Sender } from '../../intake/v2/identifiers.js';
import { createV2Reader, type V2Reader } from '../../intake/v2/reader.js';
import { patientIdOf, resourcesOf, type Results } from '../../intake/v2/to-fhir.js';
import { placeText, type V2Error } from '../../intake/v2/v2-error.js';
import type { Brought } from './door.js';
import { bytesOf } from './packed.js';

/** What a message of a file brought, or why it cannot be read, and the line it begins on. */
export type V2Line = { readonly line: number } & (Brought | { readonly bad: string });

const NAME = /\.hl7(?:\.gz)?$/iu;
/** Marks of a frame, line ends, a byte order mark; then the first segment. */
const BEGINNING = /^[\v\r\n\u00EF\u00BB\u00BF]*(?:MSH|FHS|BHS)[^A-Za-z0-9\s]/u;
const LOOKED_AT = 64;

/**
 * Whether a file holds HL7 v2, by its name, else by how it begins.
 * @throws Error of the file system when it cannot be opened
 */
export function isV2File(path: string): boolean {
  if (NAME.test(path)) return true;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(LOOKED_AT);
    return BEGINNING.test(bytes.subarray(0, readSync(file, bytes)).toString('latin1'));
  } finally {
    closeSync(file);
  }
}

/**
 * The results of a file's messages, one after the other, through the mapping that the service has for them. A message that cannot be
 * read in part is told, and the rest of it is there. Merges of patients hold no results and are passed over.
 * @throws Error of the file system when the file cannot be read
 */
export async function* v2Values(
  path: string,
  sender: Sender,
  passed: (bytes: number) => void,
): AsyncGenerator<V2Line> {
  const [reader, read] = [batchReader(), createV2Reader(sender)];
  for await (const bytes of bytesOf(path, passed))
    for (const { line, body } of reader.push(bytes)) yield* valuesOf(body, line, read);
  for (const { line, body } of reader.end()) yield* valuesOf(body, line, read);
  for (const line of reader.miscounted()) yield { line, bad: 'count-wrong at BTS-1' };
}

function* valuesOf(body: Buffer, line: number, { message }: V2Reader): Generator<V2Line> {
  const read = message(body);
  const oddities = read.kind === 'results' ? read.results.oddities : [];
  for (const error of [...read.problems, ...oddities]) yield { line, bad: told(error) };
  if (read.kind === 'results') yield { line, ...broughtBy(read.results) };
}

function told({ code, place }: V2Error): string {
  return `${code} at ${placeText(place)}`;
}

/** Handed over, as the service has them: a result without a date is of the day of its message. */
function broughtBy({ patients }: Results): Brought {
  const places = new Map(
    patients.flatMap(({ reports }) =>
      reports.flatMap(({ results }) =>
        results.map(({ observation, obx }) => [observation.id, `OBX ${obx}`] as const),
      ),
    ),
  );
  const entry = patients.flatMap((one) =>
    resourcesOf(one, patientIdOf(one)).map((resource) => ({ resource })),
  );
  return {
    value: { resourceType: 'Bundle', type: 'collection', entry },
    handedOver: true,
    placeOf: (resource) => places.get((resource as { readonly id?: string }).id),
  };
}
