/**
 * For trying out: keys of one's own, the file of a client that has them, and tokens signed with them.
 *
 *     npm run token -- <folder> [<endpoint URL>] [--alg RS384]
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Algorithm, ALGORITHMS } from '../clients/keys.js';

const ID = 'try-ehr';
const ISSUER = `https://${ID}.example.org`;
/** As long as the tokens of the public CDS Hooks sandbox live. */
const LIFE = '5 minutes';

const CLIENT = `# An EHR for trying out: its tokens are made by \`npm run token\`.
id: ${ID}
title: EHR for trying out
language: en
suggestions: grouped
acceptStatuses: []
localCodes: []
issuer: ${ISSUER}
keys: { file: ${ID}.jwks.json }
`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(words: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { alg: { type: 'string', default: 'ES384' } },
  });
  const [folder, endpoint] = positionals;
  const alg = ALGORITHMS.find((one) => one === values.alg);
  if (folder === undefined || positionals.length > 2 || !alg || (endpoint && !URL.canParse(endpoint)))
    throw new Error('Usage: npm run token -- <folder> [<endpoint URL>] [--alg ES384|RS384]');
  const key = await ownKey(folder, alg);
  if (endpoint === undefined)
    process.stderr.write(
      `Start the service with AUTHENTICATION=jwt CLIENTS_FOLDER=${join(folder, 'clients')}\n`,
    );
  else process.stdout.write(`${await token(key, alg, endpoint)}\n`);
}

/** The private key of the folder for this algorithm. The first time, keys for all are made, so that a started service knows them. */
async function ownKey(folder: string, alg: Algorithm): Promise<JWK> {
  const secret = join(folder, 'private-keys.json');
  if (!existsSync(secret)) await makeKeys(folder, secret);
  const { keys } = JSON.parse(readFileSync(secret, 'utf8')) as { keys: JWK[] };
  const key = keys.find((one) => one.alg === alg);
  if (!key) throw new Error(`${secret} has no key for ${alg}`);
  return key;
}

async function makeKeys(folder: string, secret: string): Promise<void> {
  const pairs = await Promise.all(
    ALGORITHMS.map(async (alg) => {
      const { privateKey, publicKey } = await generateKeyPair(alg, {
        extractable: true,
        modulusLength: 3072,
      });
      const common = { kid: randomUUID(), alg, use: 'sig' };
      return {
        own: { ...(await exportJWK(privateKey)), ...common },
        shown: { ...(await exportJWK(publicKey)), ...common },
      };
    }),
  );
  const clients = join(folder, 'clients');
  mkdirSync(clients, { recursive: true });
  const files = [
    [secret, inJson({ keys: pairs.map(({ own }) => own) })],
    [join(clients, `${ID}.jwks.json`), inJson({ keys: pairs.map(({ shown }) => shown) })],
    [join(clients, `${ID}.yaml`), CLIENT],
  ] as const;
  for (const [file, text] of files)
    writeFileSync(file, text, { flag: 'wx', mode: file === secret ? 0o600 : 0o644 });
  process.stderr.write(
    `Made ${files.map(([file]) => file).join(', ')}. The first holds private keys: keep it to yourself.\n`,
  );
}

function inJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function token(key: JWK, alg: Algorithm, endpoint: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg, typ: 'JWT', kid: String(key.kid) })
    .setIssuer(ISSUER)
    .setAudience(endpoint)
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .setJti(randomUUID())
    .sign(await importJWK(key, alg));
}
