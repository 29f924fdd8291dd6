import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// What may know what. A file is named by its path under src/, a place is a file or a folder with a slash at the end.

type Place = string;
type Sources = ReadonlyMap<string, string>;

/** The rooms of the core on their straight line: each stands on those after it. */
const CORE = ['cards', 'rules', 'facts', 'readings', 'record', 'model', 'language'].map(
  (room) => `core/${room}/`,
);

/** The arrows: a place and what it may import of ours. `main.ts` puts everything together and may import all. */
const ARROWS: Readonly<Record<Place, readonly Place[]>> = {
  ...Object.fromEntries(CORE.map((room, place) => [room, CORE.slice(place)])),
  'core/': ['core/'],
  'hooks/': ['hooks/', 'core/', 'errors.ts'],
  'clients/': ['clients/', 'core/', 'errors.ts'],
  'fhir/': ['fhir/', 'core/'],
  'store/': ['store/', 'core/'],
  'knowledge/': ['knowledge/', 'core/'],
  'cases/': ['cases/', 'knowledge/', 'hooks/', 'core/'],
  'demo/': ['demo/', 'cases/', 'knowledge/', 'core/'],
  'profiles/': ['profiles/', 'knowledge/', 'hooks/', 'core/', 'errors.ts'],
  'pages/': ['pages/', 'knowledge/', 'core/'],
  'web/patient/smart/': ['web/patient/smart/', 'fhir/', 'hooks/', 'core/'],
  'web/': ['web/', 'hooks/', 'core/', 'errors.ts'],
  'intake/': [
    ...['intake/', 'store/', 'fhir/', 'clients/', 'hooks/', 'knowledge/', 'core/'],
    ...['errors.ts', 'log.ts'],
  ],
  'replay/': ['replay/', 'pages/', 'store/', 'cases/', 'hooks/', 'knowledge/', 'core/'],
  'http/': [
    ...['http/', 'demo/', 'pages/', 'clients/', 'fhir/', 'store/', 'hooks/', 'core/'],
    ...['errors.ts', 'log.ts'],
  ],
  'tools/': [
    ...[
      'tools/',
      'intake/',
      'replay/',
      'profiles/',
      'pages/',
      'cases/',
      'demo/',
      'clients/',
      'store/',
      'hooks/',
    ],
    ...['knowledge/', 'core/'],
  ],
  'app.ts': ['http/', 'pages/', 'clients/', 'demo/', 'store/', 'hooks/', 'core/', 'config.ts', 'log.ts'],
  'config.ts': ['config-values.ts', 'core/', 'log.ts'],
  'config-values.ts': ['core/', 'log.ts'],
  'greeting.ts': ['app.ts', 'config.ts', 'core/'],
  'log.ts': [],
  'errors.ts': [],
  'main.ts': [''],
};

/** Of these only types may cross the arrow. */
const TYPES_ONLY: readonly (readonly [from: Place, to: Place])[] = [
  ['hooks/', 'core/'],
  ['http/', 'core/'],
  ['http/', 'fhir/'],
  ['http/', 'demo/'],
  ['clients/', 'core/'],
  ['fhir/', 'core/'],
  ['demo/', 'core/'],
  // The page knows the service by its answers alone; an expression it tries, it speaks in the same language.
  ...['core/advise.ts', 'core/compile.ts', ...CORE.filter((room) => room !== 'core/language/')].map(
    (place): [from: Place, to: Place] => ['web/playground/', place],
  ),
  ['web/parts/', 'core/'],
  ['app.ts', 'clients/'],
  ['app.ts', 'core/'],
  ['app.ts', 'demo/'],
  ['app.ts', 'log.ts'],
  ['app.ts', 'pages/'],
  ['config.ts', 'core/'],
  ['config-values.ts', 'core/'],
  ['greeting.ts', 'app.ts'],
  ['greeting.ts', 'config.ts'],
  ['greeting.ts', 'core/'],
  ['http/', 'log.ts'],
  ['intake/', 'log.ts'],
];

/** Every package and Node module that src/ uses, and where. */
const PACKAGES: Readonly<Record<string, readonly Place[]>> = {
  fhirpath: ['core/language/'],
  ajv: ['hooks/', 'knowledge/'],
  yaml: ['knowledge/', 'cases/', 'tools/', 'pages/api/'],
  express: ['http/', 'app.ts'],
  cors: ['http/guards/headers.ts'],
  helmet: ['http/guards/headers.ts'],
  'express-rate-limit': ['http/guards/'],
  pino: ['log.ts'],
  jose: ['clients/', 'tools/token.ts', 'tools/export/'],
  undici: ['fhir/'],
  cockatiel: ['fhir/'],
  preact: ['web/'],
  // On the server for the documents of this repository alone.
  marked: ['web/', 'pages/docs/'],
  dompurify: ['web/'],
  oauth4webapi: ['web/patient/smart/'],
  vite: ['web/playground/vite.config.ts', 'web/patient/vite.config.ts'],
  '@observablehq/plot': ['web/patient/', 'pages/plots/'],
  linkedom: ['pages/plots/'],
  '@libsql/client': ['store/sqlite.ts'],
  pg: ['store/postgres.ts'],
  'pg-boss': ['replay/queue.ts'],
  'prom-client': ['http/metrics.ts'],
  '@medplum/core': ['intake/v2/segment.ts'],
  'node:dns': ['fhir/'],
  // Data folders are read in knowledge/ alone, cases in cases/; the others read one file that belongs to the program.
  'node:fs': [
    'log.ts',
    'knowledge/',
    'cases/',
    'tools/',
    'main.ts',
    'http/routes/openapi.ts',
    'http/routes/built-page.ts',
    'pages/docs/read-documents.ts',
    'store/migrations.ts',
    'store/sqlite.ts',
    // What a replay reads, and the folder it works in.
    'replay/',
  ],
  'node:path': [
    ...['knowledge/', 'cases/', 'tools/', 'pages/docs/read-documents.ts'],
    ...['store/', 'greeting.ts', 'replay/'],
  ],
  'node:buffer': ['knowledge/'],
  // fhirpath.js is loaded when it is first asked.
  'node:module': ['knowledge/late-engine.ts'],
  'node:url': ['config.ts', 'main.ts', 'tools/', 'store/sqlite.ts'],
  // http/send-page.ts hashes the style of a page for its Content-Security-Policy; http/guards/access.ts gives requests ids.
  'node:crypto': [
    'main.ts',
    'http/send-page.ts',
    'http/guards/access.ts',
    'http/guards/load.ts',
    'http/routes/knowledge.ts',
    'knowledge/built.ts',
    'clients/',
    'store/',
    'tools/token.ts',
    // A replay names patients by digests.
    'tools/export/',
    'replay/',
    'intake/v2/keys.ts',
    'tools/replay.ts',
  ],
  'node:perf_hooks': ['http/guards/'],
  'node:util': ['tools/', 'http/routes/knowledge.ts'],
  'node:zlib': ['tools/', 'http/routes/knowledge.ts', 'replay/lines/'],
  'node:worker_threads': ['replay/hands.ts', 'replay/worker.ts'],
  'node:timers': ['replay/queue.ts', 'tools/export.ts'],
  // cards:diff reads the knowledge of another commit from git.
  'node:child_process': ['tools/at-ref.ts', 'tools/old-program.ts'],
  'node:os': ['tools/at-ref.ts', 'tools/replay/'],
  // A reader that is slower than what is exported.
  'node:events': ['tools/store.ts'],
  'node:http': ['main.ts', 'greeting.ts', 'app.ts', 'http/'],
  'node:net': [
    ...['main.ts', 'greeting.ts', 'log.ts', 'http/server.ts', 'fhir/'],
    ...['intake/mllp-server.ts', 'intake/mllp-connection.ts', 'intake/mllp-client.ts'],
  ],
  'node:tls': ['intake/mllp-server.ts', 'intake/mllp-client.ts'],
  'node:stream': ['log.ts', 'tools/replay/', 'tools/export/'],
};

/** Whose `process` may be touched, and with it the environment. */
const PROCESS = ['main.ts', 'config.ts', 'tools/'];
const PURE = ['core/', 'hooks/', 'intake/v2/'];
/** Names that lead from a pure part into the world. */
const WORLD = new Set([
  'console',
  'crypto',
  'performance',
  'fetch',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
]);

const MOST_LINES = 250;
/** Files that are longer, and may not grow. */
const LARGE: Readonly<Record<string, number | undefined>> = {};

/** Runs on a developer's machine only; what it writes is not read by people. */
const EXEMPT = /^(hooks|hooks\/r4|profiles|knowledge)\/generate\.ts$|\.generated\./;

/** Everything that is not as the tables above say, each as `file: what`. */
function problems(sources: Sources, large = LARGE): string[] {
  return [...sources]
    .filter(([file]) => !EXEMPT.test(file))
    .flatMap(([file, text]) => {
      const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
      const found = [...importsOf(tree)].flatMap((one) => importProblem(file, one) ?? []);
      return [...new Set([...found, ...usesOf(tree, file), ...lengthProblem(text, large[file])])].map(
        (what) => `${file}: ${what}`,
      );
    });
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function* importsOf(node: ts.Node): Generator<Import> {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    yield { from: node.moduleSpecifier.text, typeOnly: isTypeOnly(node.importClause) };
  } else if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    yield { from: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    yield { from: literalText(node.argument.literal), typeOnly: true };
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    yield { from: literalText(node.arguments[0]), typeOnly: false };
  }
  for (const child of node.getChildren()) yield* importsOf(child);
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function literalText(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '(computed)';
}

function importProblem(file: string, { from, typeOnly }: Import): string | undefined {
  if (!from.startsWith('.')) {
    const name = packageOf(from);
    const places = PACKAGES[name];
    if (!places) return `imports ${name}, which no place may`;
    return isIn(file, places) ? undefined : `imports ${name}, which only ${places.join(', ')} may`;
  }
  const target = posix.join(posix.dirname(file), from).replace(/\.js$/, '.ts');
  const row = Object.entries(ARROWS).find(([place]) => isIn(file, [place]));
  if (!row) return `stands in no place that has arrows`;
  if (!isIn(target, row[1])) return `imports ${target}, against the arrows`;
  if (!typeOnly && TYPES_ONLY.some(([here, there]) => isIn(file, [here]) && isIn(target, [there])))
    return `imports more than types of ${target}`;
  return undefined;
}

function packageOf(from: string): string {
  if (from.startsWith('node:')) return from.split('/')[0]!;
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

function isIn(file: string, places: readonly Place[]): boolean {
  return places.some(
    (place) => place === '' || file === place || (place.endsWith('/') && file.startsWith(place)),
  );
}

/** Every circle of imports, types included: two files that need each other are one, or the third is missing. */
function circles(sources: Sources): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, way: readonly string[]): void => {
    const text = sources.get(file);
    if (text === undefined || state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    for (const { from } of importsOf(tree))
      if (from.startsWith('.'))
        for (const ending of ['.ts', '.tsx'])
          visit(posix.join(posix.dirname(file), from).replace(/\.js$/, ending), [...way, file]);
    state.set(file, 'done');
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
}

function* usesOf(node: ts.Node, file: string): Generator<string> {
  const pure = isIn(file, PURE);
  if (ts.isIdentifier(node) && isReference(node)) {
    if (node.text === 'console') yield 'writes to the console';
    else if (node.text === 'process' && !isIn(file, PROCESS))
      yield `uses process, which only ${PROCESS.join(', ')} may`;
    else if (pure && WORLD.has(node.text)) yield `uses ${node.text}, and is pure`;
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const name = `${node.expression.getText()}.${ts.isPropertyAccessExpression(node) ? node.name.text : literalText(node.argumentExpression)}`;
    if (pure && (name === 'Date.now' || name === 'Math.random')) yield `uses ${name}, and is pure`;
  }
  if (pure && isClock(node)) yield 'reads the clock, and is pure';
  for (const child of node.getChildren()) yield* usesOf(child, file);
}

/** `new Date()`, and `Date()`, which gives the present whatever it is handed. */
function isClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  return ts.isCallExpression(node) && node.expression.getText() === 'Date';
}

/** Whether an identifier stands for a variable, and not for a member or a key of that name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  const isKey =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent);
  return !(isKey && parent.name === node);
}

function lengthProblem(text: string, bound: number | undefined): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (bound === undefined)
    return lines > MOST_LINES
      ? [`has ${lines} lines, more than ${MOST_LINES}: it does more than one thing`]
      : [];
  if (lines > bound) return [`has ${lines} lines and had ${bound}: it may not grow`];
  return lines <= MOST_LINES ? ['is no longer large: take it off the list'] : [];
}

function readSources(): Sources {
  const folder = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/u.test(name),
  );
  return new Map(files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]));
}

describe('src', () => {
  const sources = readSources();

  test('stands as the tables say', () => {
    expect(problems(sources)).toEqual([]);
  });

  test('has no circle of imports', () => {
    expect(circles(sources)).toEqual([]);
  });

  test('the tables name nothing that is not there', () => {
    const files = [...sources.keys()];
    const named = [
      ...Object.keys(ARROWS),
      ...Object.values(PACKAGES).flat(),
      ...PROCESS,
      ...Object.keys(LARGE),
    ];
    expect(named.filter((place) => !files.some((file) => isIn(file, [place])))).toEqual([]);
    const trees = [...sources].map(([file, text]) =>
      ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true),
    );
    const used = new Set(trees.flatMap((tree) => [...importsOf(tree)]).map(({ from }) => packageOf(from)));
    expect(Object.keys(PACKAGES).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the check itself finds', () => {
  test.each<[what: string, file: string, text: string, found: string]>([
    [
      'core importing a layer above it',
      'core/a.ts',
      "import { b } from '../hooks/b.js';",
      'imports hooks/b.ts, against the arrows',
    ],
    [
      'core importing even a type from above',
      'core/a.ts',
      "import type { B } from '../errors.js';",
      'imports errors.ts, against the arrows',
    ],
    [
      'a re-export against the arrows',
      'core/a.ts',
      "export * from '../config.js';",
      'imports config.ts, against the arrows',
    ],
    [
      'an import() against the arrows',
      'hooks/a.ts',
      "await import('../http/b.js');",
      'imports http/b.ts, against the arrows',
    ],
    [
      'a type import() against the arrows',
      'core/a.ts',
      "type B = import('../app.js').B;",
      'imports app.ts, against the arrows',
    ],
    [
      'hooks importing more than types of core',
      'hooks/a.ts',
      "import { type B, b } from '../core/b.js';",
      'imports more than types of core/b.ts',
    ],
    [
      'a room of core importing one above it',
      'core/record/a.ts',
      "import type { B } from '../readings/b.js';",
      'imports core/readings/b.ts, against the arrows',
    ],
    [
      'a server part importing a tool',
      'http/a.ts',
      "import { b } from '../tools/b.js';",
      'imports tools/b.ts, against the arrows',
    ],
    [
      'knowledge importing http',
      'knowledge/a.ts',
      "import '../http/b.js';",
      'imports http/b.ts, against the arrows',
    ],
    [
      'http importing knowledge',
      'http/a.ts',
      "import { b } from '../knowledge/b.js';",
      'imports knowledge/b.ts, against the arrows',
    ],
    ['a folder nobody drew', 'utils/a.ts', "import '../core/b.js';", 'stands in no place that has arrows'],
    [
      'fhirpath elsewhere',
      'core/facts/b.ts',
      "import r4 from 'fhirpath/fhir-context/r4';",
      'imports fhirpath, which only core/language/ may',
    ],
    [
      'Express elsewhere',
      'hooks/a.ts',
      "import type { Request } from 'express';",
      'imports express, which only http/, app.ts may',
    ],
    [
      'the disk elsewhere',
      'http/a.ts',
      "import { readFile } from 'node:fs/promises';",
      `imports node:fs, which only ${PACKAGES['node:fs']!.join(', ')} may`,
    ],
    [
      'a package nobody allowed',
      'core/a.ts',
      "import x from '@scope/left-pad/x';",
      'imports @scope/left-pad, which no place may',
    ],
    [
      'the environment elsewhere',
      'app.ts',
      'const port = process.env.PORT;',
      `uses process, which only ${PROCESS.join(', ')} may`,
    ],
    [
      'the environment by another notation',
      'http/a.ts',
      "const { PORT } = process['env'];",
      `uses process, which only ${PROCESS.join(', ')} may`,
    ],
    ['the console', 'http/a.ts', 'console.warn(1);', 'writes to the console'],
    ['the clock', 'core/a.ts', 'const now = new Date();', 'reads the clock, and is pure'],
    ['the clock without new', 'hooks/a.ts', 'const now = Date();', 'reads the clock, and is pure'],
    ['the clock as a number', 'hooks/a.ts', 'const now = Date.now();', 'uses Date.now, and is pure'],
    ['the clock passed on', 'core/a.ts', 'const clock = Date.now;', 'uses Date.now, and is pure'],
    ['randomness', 'core/a.ts', 'const x = Math.random();', 'uses Math.random, and is pure'],
    ['ids', 'core/a.ts', 'const id = crypto.randomUUID();', 'uses crypto, and is pure'],
    ['the process', 'hooks/a.ts', 'process.exit(1);', `uses process, which only ${PROCESS.join(', ')} may`],
    ['the world by its global name', 'core/a.ts', 'globalThis.x = 1;', 'uses globalThis, and is pure'],
    [
      'a long file',
      'core/a.ts',
      'x;\n'.repeat(251),
      'has 251 lines, more than 250: it does more than one thing',
    ],
    [
      'a long file that grew',
      'core/long.ts',
      'x;\n'.repeat(401),
      'has 401 lines and had 400: it may not grow',
    ],
    ['a long file that shrank', 'core/long.ts', 'x;\n', 'is no longer large: take it off the list'],
  ])('%s', (_what, file, text, found) => {
    expect(problems(new Map([[file, text]]), { 'core/long.ts': 400 })).toEqual([`${file}: ${found}`]);
  });

  test('a circle of imports, be it of types alone', () => {
    const circle: Sources = new Map([
      ['core/a.ts', "import { b } from './b.js';"],
      ['core/b.ts', "import type { C } from './c.js';"],
      ['core/c.ts', "import { a } from './a.js';"],
    ]);
    expect(circles(circle)).toEqual(['core/a.ts -> core/b.ts -> core/c.ts -> core/a.ts']);
  });

  test('nothing where there is nothing', () => {
    const fine: Sources = new Map([
      [
        'core/a.ts',
        "import { b } from './b.js';\nconst born = new Date(birth); // console, process.env, new Date()",
      ],
      ['core/b.ts', "const said = 'process.env'; const x = { process: 1, console: 2 }; const y = x.process;"],
      ['hooks/a.ts', "import type { B } from '../core/b.js';\nimport { type C } from '../core/c.js';"],
      ['knowledge/a.ts', "import { readFileSync } from 'node:fs';\nx;\n".padEnd(400, 'y;\n')],
      ['main.ts', "import { b } from './knowledge/b.js';\nprocess.env.PORT;\nnew Date();"],
      ['hooks/r4/generate.ts', 'console.log(new Date());\n'.repeat(300)],
    ]);
    expect(problems(fine)).toEqual([]);
  });
});
