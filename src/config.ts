import { fileURLToPath } from 'node:url';
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

const switchAsked = 'must be true or false';
const countAsked = 'must be a whole number from 1 to 999999';
const baseUrlAsked = 'must be an http or https URL without user, query and fragment';

function isProfile(value: string): value is Profile {
  return value === 'us-nondevice' || value === 'full';
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65535;
}

function isBaseUrl(value: string): boolean {
  // CDS Hooks and FHIR both append paths to it, so nothing may follow the path.
  return /^https?:\/\/[^\s?#@]+$/.test(value) && URL.canParse(value);
}

function isDeadline(value: string): boolean {
  return /^\d{2,5}$/.test(value) && Number(value) >= 50 && Number(value) <= 10_000;
}

function isCount(value: string): boolean {
  return /^[1-9]\d{0,5}$/.test(value);
}

function isLevel(value: string): boolean {
  return LEVELS.some((level) => level === value);
}

function isReverseDomain(value: string): boolean {
  return value.length <= 128 && /^[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)+$/.test(value);
}

function isSwitch(value: string): boolean {
  return value === 'true' || value === 'false';
}

function isId(value: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(value);
}

function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopback(hostOf(url));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function isUrlOfEveryAddress(url: string): boolean {
  return URL.canParse(url) && isEveryAddress(hostOf(url));
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

function address(host: string, port: string): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function bare(url: string): string {
  return url.replace(/\/+$/, '');
}
