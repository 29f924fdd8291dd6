import { fileURLToPath } from 'node:url';
import {
  address,
  bare,
  baseUrlAsked,
  countAsked,
  isBaseUrl,
  isCount,
  isDatabaseUrl,
  isDeadline,
  isEveryAddress,
  isId,
  isLevel,
  isLoopback,
  isLoopbackUrl,
  isPort,
  isProfile,
  isReverseDomain,
  isSwitch,
  isUrlOfEveryAddress,
  switchAsked,
} from './config-values.js';
import type { Profile } from './core/model/knowledge.js';
import { LEVELS, type LogLevel } from './log.js';

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Base of the links on cards, without a slash at the end. */
  readonly publicUrl: string;
  /** Base of the canonical URLs of our code systems, without a slash at the end. */
  readonly canonicalBase: string;
  /** Name of the hook that hands over new results. */
  readonly resultHook: string;
  /** How far a card with red flags may go. */
  readonly profile: Profile;
  /** Which file of `clients/` describes the caller. */
  readonly client: string;
  /** Folder of the knowledge files. */
  readonly knowledge: string;
  /** The version of the knowledge that the site approved: no other is started. */
  readonly knowledgeVersion?: string;
  /** Folder of the files of clients, when it is another than `clients/` of the knowledge. */
  readonly clientsFolder?: string;
  /** How the client of a request is told: it is `client`, or a token says who it is. */
  readonly authentication: 'none' | 'jwt';
  /** Ids of the clients whose tokens are taken; when absent, all that can be. */
  readonly clients?: readonly string[];
  /** Discovery asks for a token too. */
  readonly discoveryProtected: boolean;
  /** Address and public URL are both loopback: nobody else can call. */
  readonly local: boolean;
  /** How long what is missing may be asked for, in milliseconds. */
  readonly fhirDeadline: number;
  /** Offers the vignettes as patients of a FHIR server. */
  readonly demoFhir: boolean;
  /** Offers the page for trying the service at `/`. */
  readonly playground: boolean;
  /** Offers the numbers of what the cards came to at `/insights`. */
  readonly insights: boolean;
  readonly logLevel: LogLevel;
  /** Requests answered at once; above that, 503. */
  readonly maxConcurrent: number;
  /** Milliseconds that a request may wait for others; one that would wait longer gets 503. */
  readonly maxWait: number;
  /** Milliseconds that a connection is kept for the next request. */
  readonly keepAlive: number;
  /** Where `/healthz` and `/readyz` are answered whatever becomes of the other port; nowhere when absent. */
  readonly probePort?: number;
  readonly maxConnections: number;
  /** Where cards and feedback are kept; absent: nowhere. */
  readonly store?:
    | { readonly kind: 'sqlite'; readonly folder: string }
    | { readonly kind: 'postgresql'; readonly url: string };
  /** What patients and users are told apart by in the store; without it they are not. */
  readonly pseudonymKey?: string;
  /** Days that cards and feedback are kept. */
  readonly retentionDays: number;
  /** Requests a minute from one client; 0 is no limit. */
  readonly ratePerMinute: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables; an empty variable counts as not set.
 * @throws one Error that lists everything wrong
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const read = (name: string, otherwise: string, ok: (value: string) => boolean, asked: string): string => {
    const given = env[name]?.trim() ?? '';
    if (given !== '' && !ok(given)) problems.push(`${name} ${asked}`);
    return given === '' ? otherwise : given;
  };

  const port = read('PORT', '3000', isPort, 'must be a whole number from 0 to 65535');
  const host = read(
    'HOST',
    '127.0.0.1',
    (value) => /^[A-Za-z0-9.:-]+$/.test(value),
    'must be a host name or an IP address',
  );
  const publicUrl = bare(read('PUBLIC_URL', address(host, port), isBaseUrl, baseUrlAsked));
  const isUrlGiven = (env['PUBLIC_URL'] ?? '').trim() !== '';
  if (isUrlGiven ? isUrlOfEveryAddress(publicUrl) : isEveryAddress(host))
    problems.push(
      `PUBLIC_URL must be set to the address at which others reach the service, such as https://cds.example.org: ${isUrlGiven ? 'that of all addresses' : `HOST=${host}`} names none`,
    );
  const open = read('ALLOW_UNAUTHENTICATED', 'false', isSwitch, switchAsked) === 'true';
  // A public URL on a loopback address: something in front lets others call.
  const local = isLoopback(host) && isLoopbackUrl(publicUrl);
  const authentication = read(
    'AUTHENTICATION',
    local || open ? 'none' : 'jwt',
    (value) => value === 'none' || value === 'jwt',
    'must be none or jwt',
  ) as Config['authentication'];
  const knowledgeVersion = read(
    'KNOWLEDGE_VERSION',
    '',
    (value) => /^\d+\.\d+\.\d+$/.test(value),
    'must be a version such as 1.2.3',
  );
  const clientsFolder = read('CLIENTS_FOLDER', '', () => true, '');
  const clients = read(
    'CLIENTS',
    '',
    (value) => value.split(',').every((id) => isId(id.trim())),
    'must be ids of files in clients/, with commas between them',
  );
  const probePort = read('PROBE_PORT', '', isPort, 'must be a whole number from 0 to 65535');
  const dataFolder = read('DATA_FOLDER', 'data', () => true, '');
  const databaseUrl = read(
    'DATABASE_URL',
    '',
    isDatabaseUrl,
    'must be as postgresql://user@host:5432/database; characters such as @ in a password are written as %40',
  );
  const kind = read(
    'STORE',
    databaseUrl === '' ? 'sqlite' : 'postgresql',
    (value) => ['sqlite', 'postgresql', 'none'].includes(value),
    'must be sqlite, postgresql or none',
  );
  if (kind === 'postgresql' && databaseUrl === '') problems.push('STORE=postgresql needs DATABASE_URL');
  const pseudonymKey = read(
    'PSEUDONYM_KEY',
    '',
    (value) => value.length >= 32,
    'must have at least 32 characters, as openssl rand -base64 32 makes them',
  );
  const config: Config = {
    port: Number(port),
    host,
    publicUrl,
    canonicalBase: bare(read('CANONICAL_BASE', 'https://hepacue.org/fhir', isBaseUrl, baseUrlAsked)),
    // CDS Hooks 2.0.1: "Hooks … specific to an organization … SHALL use reverse domain notation".
    resultHook: read(
      'RESULT_HOOK',
      'org.hepacue.result-review',
      isReverseDomain,
      'must be in reverse domain notation, such as org.example.result-review',
    ),
    profile: read('PROFILE', 'us-nondevice', isProfile, 'must be us-nondevice or full') as Profile,
    client: read('CLIENT', 'public-sandbox', isId, 'must be the id of a file in clients/'),
    knowledge: read('KNOWLEDGE', fileURLToPath(new URL('../cds-hooks', import.meta.url)), () => true, ''),
    ...(knowledgeVersion !== '' && { knowledgeVersion }),
    ...(clientsFolder !== '' && { clientsFolder }),
    authentication,
    ...(clients !== '' && { clients: clients.split(',').map((id) => id.trim()) }),
    discoveryProtected: read('DISCOVERY_PROTECTED', 'false', isSwitch, switchAsked) === 'true',
    local,
    fhirDeadline: Number(
      read('FHIR_DEADLINE_MS', '400', isDeadline, 'must be a whole number of milliseconds from 50 to 10000'),
    ),
    logLevel: read('LOG_LEVEL', 'info', isLevel, `must be one of ${LEVELS.join(', ')}`) as LogLevel,
    maxConcurrent: Number(read('MAX_CONCURRENT', '1000', isCount, countAsked)),
    maxWait: Number(read('MAX_WAIT_MS', '250', isCount, countAsked)),
    keepAlive: Number(read('KEEP_ALIVE_MS', '65000', isCount, countAsked)),
    ...(probePort !== '' && { probePort: Number(probePort) }),
    ...(kind === 'sqlite' && { store: { kind, folder: dataFolder } }),
    ...(kind === 'postgresql' && { store: { kind, url: databaseUrl } }),
    ...(pseudonymKey !== '' && { pseudonymKey }),
    retentionDays: Number(read('RETENTION_DAYS', '400', isCount, countAsked)),
    maxConnections: Number(read('MAX_CONNECTIONS', '1000', isCount, countAsked)),
    ratePerMinute: Number(
      read(
        'RATE_LIMIT_PER_MINUTE',
        authentication === 'jwt' ? '600' : '0',
        (value) => value === '0' || isCount(value),
        'must be a whole number from 0 to 999999',
      ),
    ),
    demoFhir: read('DEMO_FHIR', String(local), isSwitch, switchAsked) === 'true',
    insights: read('INSIGHTS', String(local), isSwitch, switchAsked) === 'true',
    playground: read('PLAYGROUND', 'true', isSwitch, switchAsked) === 'true',
  };
  if (!isLoopback(host) && authentication === 'none' && !open) {
    problems.push(
      'HOST is not a loopback address, and AUTHENTICATION=none lets everyone in: set ALLOW_UNAUTHENTICATED=true only where the network keeps strangers out',
    );
  }
  if (config.probePort === config.port && config.port !== 0)
    problems.push('PROBE_PORT must be another port than PORT');
  if (config.discoveryProtected && authentication === 'none')
    problems.push('DISCOVERY_PROTECTED needs AUTHENTICATION=jwt');
  if (clients !== '' && authentication === 'none')
    problems.push('CLIENTS needs AUTHENTICATION=jwt: without it nobody is asked for a token');
  if (problems.length > 0)
    throw new Error(`The configuration cannot be used:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return config;
}

/** With PORT=0 the system chooses the port: puts the chosen one where the default public address has 0. */
export function atPort(config: Config, port: number): Config {
  return {
    ...config,
    port,
    publicUrl: config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl,
  };
}
