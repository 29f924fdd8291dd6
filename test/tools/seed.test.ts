import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { demoPatients } from '../../src/demo/patients.js';
import { NOW } from '../support/clock.js';
import { loopbackServer, sendJson } from '../support/fhir-server.js';
import { program } from '../support/program.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const folder = await program();
const kept = new Map<string, fhir4.FhirResource>();
const order: string[] = [];
let refuse = false;

/** Keeps what is put, and as a real server refuses a reference to what it does not have. */
const server = loopbackServer((request, response) => {
  void read(request).then((text) => {
    const name = request.url?.replace('/fhir/', '') ?? '';
    const resource = JSON.parse(text) as fhir4.FhirResource & { subject?: fhir4.Reference };
    const known = resource.subject?.reference === undefined || kept.has(resource.subject.reference);
    const right = request.method === 'PUT' && name === `${resource.resourceType}/${resource.id ?? ''}`;
    if (refuse || !known || !right) {
      sendJson(response, { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'not taken' }] }, 422);
      return;
    }
    order.push(name);
    sendJson(response, resource, kept.has(name) ? 200 : 201);
    kept.set(name, resource);
  });
});

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

/** As a user runs it. */
function seed(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = [join(folder, 'tools/seed.js'), ...words];
  return new Promise((done) => {
    execFile(process.execPath, command, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

const all = demoPatients(KNOWLEDGE_FOLDER, knowledge)(NOW);
const patients = all.filter(({ resourceType }) => resourceType === 'Patient').length;

describe('npm run seed', () => {
  test('puts every demo patient on the server, patients first, the same again the second time', async () => {
    const said = `${patients} patients, ${all.length} resources put on ${server.base()}\n`;
    expect(await seed(server.base())).toEqual({ code: 0, out: said, err: '' });
    expect(order.slice(0, patients).every((name) => name.startsWith('Patient/'))).toBe(true);
    expect([...kept.keys()].sort()).toEqual(
      all.map(({ resourceType, id }) => `${resourceType}/${id!}`).sort(),
    );
    expect(await seed(`${server.base()}/`)).toMatchObject({ code: 0, err: '' });
    expect(kept.size).toBe(all.length);
  });

  test('says what went wrong', async () => {
    refuse = true;
    const refused = await seed(server.base());
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(/^Patient\/\S+: http\S+ answered 422\. .*not taken/u);
    const nobody = await seed('http://127.0.0.1:9/fhir');
    expect(nobody.code).toBe(1);
    expect(nobody.err).toMatch(/^Patient\/\S+: http:\/\/127\.0\.0\.1:9\/fhir does not answer \(/u);
    for (const words of [[], ['x'], ['ftp://x'], ['http://a', 'http://b']])
      expect(await seed(...words)).toEqual({
        code: 1,
        out: '',
        err: 'Usage: npm run seed -- <FHIR base URL>\n',
      });
  });
});
