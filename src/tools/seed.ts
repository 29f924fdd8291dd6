/**
 * Puts the demo patients on a FHIR server, which must let everyone write:
 *
 *     npm run seed -- http://127.0.0.1:8081/fhir
 */
import { fileURLToPath } from 'node:url';
import { loadKnowledge } from '../knowledge/load.js';
import { demoPatients } from '../demo/patients.js';

const DEADLINE_MS = 30_000;
/** A patient goes before what is about it, and in pieces of this many: a server refuses a reference to what is not there. */
const AT_ONCE = 8;

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(words: readonly string[]): Promise<void> {
  const [base, ...more] = words;
  if (base === undefined || more.length > 0 || !/^https?:\/\//u.test(base) || !URL.canParse(base))
    throw new Error('Usage: npm run seed -- <FHIR base URL>');
  const folder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
  const resources = demoPatients(folder, loadKnowledge(folder))(new Date());
  const isPatient = (one: fhir4.FhirResource): boolean => one.resourceType === 'Patient';
  const waiting = [...resources.filter(isPatient), ...resources.filter((one) => !isPatient(one))];
  const patients = resources.filter(isPatient).length;
  let done = 0;
  while (done < waiting.length) {
    const piece = waiting.slice(done, done < patients ? Math.min(done + AT_ONCE, patients) : done + AT_ONCE);
    await Promise.all(piece.map((one) => put(base.replace(/\/$/u, ''), one)));
    done += piece.length;
    const line = `${String(done)} of ${String(waiting.length)} resources`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(`${String(patients)} patients, ${String(waiting.length)} resources put on ${base}\n`);
}

/** Update as create: the same seed twice leaves each once, as of today. */
async function put(base: string, resource: fhir4.FhirResource): Promise<void> {
  const name = `${resource.resourceType}/${resource.id ?? ''}`;
  let answer: Response;
  try {
    answer = await fetch(`${base}/${name}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' },
      body: JSON.stringify(resource),
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(
      `${name}: ${base} does not answer (${cause instanceof Error ? cause.message : message}).`,
      {
        cause: error,
      },
    );
  }
  const text = await answer.text();
  if (!answer.ok)
    throw new Error(`${name}: ${base} answered ${String(answer.status)}. ${text.slice(0, 500)}`);
}
