import { createHash, createHmac, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  claims,
  ec,
  encode,
  headerOf,
  rsa,
  type Signer,
  signatureOf,
  signer,
  tokenOf,
} from '../support/tokens.js';

/** A name and a token that says the right things and was not signed as it must be. */
export type Forged = readonly [name: string, token: string];

const enemy = await signer('ES384', 'enemy');
const enemyRsa = await signer('RS384', 'enemy-rsa');

/** Order of the group of P-384. */
export const P384_ORDER =
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973';

function publicOf({ jwk }: Signer): KeyObject {
  return createPublicKey({ key: jwk as never, format: 'jwk' });
}

function input(path: string, header: unknown): string {
  return `${encode(header)}.${encode(claims(path))}`;
}

/** Tokens for the endpoint, none of which may be taken. */
export function forgedTokens(path: string): Forged[] {
  return [
    ...unsigned(path),
    ...symmetric(path),
    ...confused(path),
    ...keyInHeader(path),
    ...keyIds(path),
    ...critical(path),
    ...curveSignatures(path),
    ...rsaSignatures(path),
    ...spelling(path),
    ...changed(path),
    ...headers(path),
  ];
}

function unsigned(path: string): Forged[] {
  return ['none', 'None', 'NONE', 'nOnE', ' none', 'none ', '', null, undefined].flatMap((alg) => {
    const start = input(path, headerOf(ec, { alg }));
    const name = `alg ${JSON.stringify(alg) ?? 'absent'}`;
    return [
      [`${name}, no signature`, `${start}.`],
      [`${name}, two parts`, start],
      [`${name}, good signature`, `${start}.${signatureOf(start, ec)}`],
    ] as Forged[];
  });
}

function symmetric(path: string): Forged[] {
  return [ec, rsa].flatMap((key) => {
    const shown = publicOf(key);
    const secrets: Record<string, string | Buffer> = {
      'SPKI PEM': shown.export({ type: 'spki', format: 'pem' }),
      'SPKI PEM without end of line': String(shown.export({ type: 'spki', format: 'pem' })).trim(),
      'SPKI DER': shown.export({ type: 'spki', format: 'der' }),
      JWK: JSON.stringify(key.jwk),
      'first number': Buffer.from(String(key.jwk['x'] ?? key.jwk['n']), 'base64url'),
      nothing: '',
      'the key id': key.kid,
    };
    return Object.entries(secrets).flatMap(([what, secret]) =>
      ['HS256', 'HS384', 'HS512'].map((alg): Forged => {
        const start = input(path, headerOf(key, { alg }));
        const mac = createHmac(`sha${alg.slice(2)}`, secret)
          .update(start)
          .digest('base64url');
        return [`${alg} with ${what} of ${key.kid}`, `${start}.${mac}`];
      }),
    );
  });
}

function confused(path: string): Forged[] {
  const said = claims(path);
  const found: Forged[] = [
    ['RS384 on the EC key', tokenOf(said, ec, headerOf(ec, { alg: 'RS384' }))],
    ['ES384 on the RSA key', tokenOf(said, rsa, headerOf(rsa, { alg: 'ES384' }))],
    ['EC signature under the id of the RSA key', tokenOf(said, ec, headerOf(ec, { kid: rsa.kid }))],
    ['RSA signature under the id of the EC key', tokenOf(said, rsa, headerOf(rsa, { kid: ec.kid }))],
  ];
  for (const alg of ['RS256', 'RS512', 'PS256', 'PS384', 'PS512']) {
    const start = input(path, headerOf(rsa, { alg }));
    const padding = alg.startsWith('P') ? 6 : 1;
    const bytes = sign(`sha${alg.slice(2)}`, Buffer.from(start), {
      key: rsa.privateKey,
      padding,
      saltLength: -1,
    });
    found.push([`${alg}, well signed with the RSA key`, `${start}.${bytes.toString('base64url')}`]);
  }
  for (const alg of [
    'ES256',
    'ES512',
    'ES256K',
    'EdDSA',
    'Ed25519',
    'es384',
    'ES384 ',
    'ECDSA',
    'RSA1_5',
    'dir',
  ])
    found.push([`${alg} on the EC key`, tokenOf(said, ec, headerOf(ec, { alg }))]);
  for (const alg of [384, ['ES384'], { name: 'ES384' }, true])
    found.push([`alg ${JSON.stringify(alg)}`, tokenOf(said, ec, headerOf(ec, { alg }))]);
  return found;
}

function keyInHeader(path: string): Forged[] {
  const certificate = randomBytes(300).toString('base64');
  const lures: Record<string, object> = {
    jwk: { jwk: enemy.jwk },
    'jwk under our id': { jwk: { ...enemy.jwk, kid: ec.kid } },
    x5c: { x5c: [certificate] },
    x5u: { x5u: 'https://evil.example/cert.pem' },
    'x5u to a file': { x5u: 'file:///dev/null' },
    x5t: { x5t: createHash('sha1').update('x').digest('base64url') },
    'x5t#S256': { 'x5t#S256': createHash('sha256').update('x').digest('base64url') },
    jku: { jku: 'https://evil.example/jwks.json' },
    all: { jwk: enemy.jwk, x5c: [certificate], x5u: 'https://evil.example/', jku: 'https://evil.example/' },
    nothing: {},
  };
  return Object.entries(lures).flatMap(([name, lure]) => [
    [`${name}, our key id`, tokenOf(claims(path), enemy, headerOf(enemy, { kid: ec.kid, ...lure }))],
    [`${name}, its key id`, tokenOf(claims(path), enemy, headerOf(enemy, lure))],
    [
      `${name}, RSA, our key id`,
      tokenOf(claims(path), enemyRsa, headerOf(enemyRsa, { kid: rsa.kid, ...lure })),
    ],
  ]);
}

function keyIds(path: string): Forged[] {
  const ids = [
    '../../../../dev/null',
    '/dev/null',
    'file:///dev/null',
    '..\\..\\windows\\win.ini',
    'https://evil.example/key',
    "x' UNION SELECT 'secret",
    '$(id)',
    '__proto__',
    'constructor',
    'toString',
    '0',
    '*',
    '',
    ` ${ec.kid}`,
    `${ec.kid} `,
    ec.kid.toUpperCase(),
    `${ec.kid}\u0000`,
    'x'.repeat(257),
    null,
    undefined,
    0,
    true,
    [ec.kid],
    { kid: ec.kid },
  ];
  return ids.flatMap((kid) => {
    const name = `kid ${(JSON.stringify(kid) ?? 'absent').slice(0, 40)}`;
    const empty = input(path, headerOf(ec, { alg: 'HS384', kid }));
    return [
      [`${name}, well signed`, tokenOf(claims(path), ec, headerOf(ec, { kid }))],
      [
        `${name}, signed with an empty secret`,
        `${empty}.${createHmac('sha384', '').update(empty).digest('base64url')}`,
      ],
    ] as Forged[];
  });
}

function critical(path: string): Forged[] {
  const lists: object[] = [
    { crit: ['exp'] },
    { crit: ['exp'], exp: 9e9 },
    { crit: [] },
    { crit: ['b64'], b64: true },
    { crit: ['b64'], b64: false },
    { crit: ['https://evil.example/x'], 'https://evil.example/x': 1 },
    { crit: ['alg'] },
    { crit: 'exp' },
    { crit: null },
    { crit: {} },
  ];
  return lists.map((more) => [JSON.stringify(more), tokenOf(claims(path), ec, headerOf(ec, more))]);
}

function curveSignatures(path: string): Forged[] {
  const N = P384_ORDER;
  const zero = '00'.repeat(48);
  const one = `${'00'.repeat(47)}01`;
  const below = `${N.slice(0, -1)}2`;
  const full = 'ff'.repeat(48);
  const start = input(path, headerOf(ec));
  const good = Buffer.from(signatureOf(start, ec), 'base64url');
  const [r, s] = [good.subarray(0, 48).toString('hex'), good.subarray(48).toString('hex')];
  const der = sign('sha384', Buffer.from(start), ec.privateKey);
  const values: Record<string, string> = {
    'r = s = 0': zero + zero,
    'r = 0': zero + s,
    's = 0': r + zero,
    'r = s = n': N + N,
    'r = n': N + s,
    's = n': r + N,
    'r = 0, s = n': zero + N,
    'r = n, s = 0': N + zero,
    'r = s = 1': one + one,
    'r = 1, s = n - 1': one + below,
    'r = s = n - 1': below + below,
    'all bits set': full + full,
    'r and s exchanged': s + r,
    'DER form': der.toString('hex'),
    'of 95 bytes': good.subarray(0, 95).toString('hex'),
    'of 97 bytes': `${good.toString('hex')}00`,
    'with a zero in front': `00${good.toString('hex')}`,
    'of a P-256 key': randomBytes(64).toString('hex'),
    'of a P-521 key': randomBytes(132).toString('hex'),
    twice: good.toString('hex').repeat(2),
    'one bit off': Buffer.from(good.map((byte, at) => (at === 5 ? byte ^ 1 : byte))).toString('hex'),
    'of another hash': sign('sha256', Buffer.from(start), {
      key: ec.privateKey,
      dsaEncoding: 'ieee-p1363',
    }).toString('hex'),
  };
  return Object.entries(values).map(([name, hex]) => [
    `signature ${name}`,
    `${start}.${Buffer.from(hex, 'hex').toString('base64url')}`,
  ]);
}

function rsaSignatures(path: string): Forged[] {
  const start = input(path, headerOf(rsa));
  const good = Buffer.from(signatureOf(start, rsa), 'base64url');
  const length = good.length;
  const hash = (name: string): Buffer => sign(name, Buffer.from(start), rsa.privateKey);
  const values: Record<string, Buffer> = {
    zero: Buffer.alloc(length),
    one: Buffer.concat([Buffer.alloc(length - 1), Buffer.from([1])]),
    'the padded hash, as if e were 1': paddedHash(start, length),
    'of SHA-256': hash('sha256'),
    'of SHA-512': hash('sha512'),
    'of SHA-1': hash('sha1'),
    PSS: sign('sha384', Buffer.from(start), { key: rsa.privateKey, padding: 6 }),
    'one byte short': good.subarray(1),
    'one byte long': Buffer.concat([Buffer.from([0]), good]),
    'one bit off': Buffer.from(good.map((byte, at) => (at === 9 ? byte ^ 1 : byte))),
    empty: Buffer.alloc(0),
    random: randomBytes(length),
  };
  return Object.entries(values).map(([name, bytes]) => [
    `RSA signature ${name}`,
    `${start}.${bytes.toString('base64url')}`,
  ]);
}

/** What an RSA signature is before it is raised to a power (PKCS #1 v1.5, SHA-384). */
export function paddedHash(text: string, length: number): Buffer {
  const info = Buffer.from('3041300d060960864801650304020205000430', 'hex');
  const digest = Buffer.concat([info, createHash('sha384').update(text).digest()]);
  const filling = Buffer.alloc(length - digest.length - 3, 0xff);
  return Buffer.concat([Buffer.from([0, 1]), filling, Buffer.from([0]), digest]);
}

/** Other texts for a token that is good but for its spelling. */
function spelling(path: string): Forged[] {
  const parts = (): [string, string, string] =>
    tokenOf(claims(path), ec, headerOf(ec, { x: '???>>>~~~' })).split('.') as [string, string, string];
  // 96 bytes fill their base64url to the last bit, so the bits left over are those of another part.
  const loose = (part: string): string => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return part.slice(0, -1) + letters[letters.indexOf(part.at(-1)!) + 1]!;
  };
  const ofLength = (rest: number): [string, string, string] => {
    for (let filling = ''; ; filling += 'x') {
      const found = tokenOf(claims(path, { filling }), ec).split('.') as [string, string, string];
      if (found[1].length % 4 === rest) return found;
    }
  };
  const made: Record<string, () => string> = {
    'padding after the signature': () => `${parts().join('.')}=`,
    'padding after the payload': () =>
      parts()
        .map((part, at) => (at === 1 ? `${part}==` : part))
        .join('.'),
    'bits left over, two letters': () =>
      ofLength(2)
        .map((part, at) => (at === 1 ? loose(part) : part))
        .join('.'),
    'bits left over, three letters': () =>
      ofLength(3)
        .map((part, at) => (at === 1 ? loose(part) : part))
        .join('.'),
    'the other alphabet': () =>
      parts()
        .map((part) => part.replaceAll('-', '+').replaceAll('_', '/'))
        .join('.'),
    'a blank inside': () => parts().join(' .'),
    'a tab inside': () => parts().join('.\t'),
    'a letter too many in the signature': () => `${parts().join('.')}A`,
    'a dot at the end': () => `${parts().join('.')}.`,
    'a dot in front': () => `.${parts().join('.')}`,
    'two dots': () => parts().join('..'),
    'a fourth part': () => `${parts().join('.')}.${encode('x')}`,
    'five parts': () => [...parts(), encode('x'), encode('y')].join('.'),
    'one part': () => parts().join(''),
    'a comma and another': () => `${parts().join('.')},${parts().join('.')}`,
    'in quotes': () => `"${parts().join('.')}"`,
    'JSON form': () => {
      const [header, payload, signature] = parts();
      return JSON.stringify({ protected: header, payload, signature });
    },
    'no header': () =>
      parts()
        .map((part, at) => (at === 0 ? '' : part))
        .join('.'),
    'no payload': () =>
      parts()
        .map((part, at) => (at === 1 ? '' : part))
        .join('.'),
    dots: () => '..',
    'over 8,192 letters': () => tokenOf(claims(path, { filling: 'x'.repeat(8200) })),
    'not ASCII': () => `${parts().join('.')}\u00e9`,
  };
  return Object.entries(made).map(([name, make]) => [name, make()]);
}

/** A good token with one thing changed after it was signed. */
function changed(path: string): Forged[] {
  const swap = (part: string, at: number): string =>
    `${part.slice(0, at)}${part[at] === 'A' ? 'B' : 'A'}${part.slice(at + 1)}`;
  const found: Forged[] = [0, 1, 2].flatMap((which) =>
    [0, 3, 8, 20, 30].map((at): Forged => {
      const parts = tokenOf(claims(path)).split('.');
      return [
        `part ${which + 1} changed at ${at}`,
        parts.map((part, place) => (place === which ? swap(part, at) : part)).join('.'),
      ];
    }),
  );
  const [header, , signature] = tokenOf(claims(path)).split('.') as [string, string, string];
  found.push(['the signature of another token', `${header}.${encode(claims(path))}.${signature}`]);
  return found;
}

/** Headers that are not what a header is. */
function headers(path: string): Forged[] {
  const texts = [
    'null',
    '[]',
    '"ES384"',
    '384',
    '{}',
    '{"alg":"ES384","typ":"JWT","kid":"ec-1"',
    '{"alg":"ES384","typ":"JWT","kid":"ec-1",}',
    '{"alg":"ES384","alg":"none","typ":"JWT","kid":"ec-1"}',
    '{"alg":"ES384","typ":"JWT","kid":"ec-1","kid":"nobody"}',
    `${'['.repeat(2000)}${']'.repeat(2000)}`,
    '{"__proto__":{"alg":"ES384","typ":"JWT","kid":"ec-1"}}',
  ];
  return texts.map((text) => [`header ${text.slice(0, 60)}`, tokenOf(claims(path), ec, text)]);
}
