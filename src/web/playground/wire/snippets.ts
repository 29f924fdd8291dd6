/** A call of the service, as code shows it. */
export interface Call {
  readonly url: string;
  /** The body as a JSON value. */
  readonly body: unknown;
  /** Whether a token goes along: its place is shown, never the token. */
  readonly authorization?: boolean;
}

/** Pretty-printed, as every view and file of the page has it; what would turn the direction of writing is escaped. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16)}`,
  );
}

/** For a shell. In a quoted here-document nothing is expanded, and it may be longer than an argument. */
export function curlOf({ url, body, authorization = false }: Call): string {
  return [
    `curl -sS ${quoted(url)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    ...(authorization ? [`  -H "Authorization: Bearer $TOKEN" \\`] : []),
    `  --data-binary @- <<'JSON'`,
    pretty(body),
    'JSON',
  ].join('\n');
}

/** For Node.js or a browser. */
export function fetchOf({ url, body, authorization = false }: Call): string {
  return [
    '// try.mts',
    ...(authorization ? ["const token = ''; // a fresh CDS Hooks JWT, its aud the address below", ''] : []),
    `const response = await fetch(${JSON.stringify(url)}, {`,
    "  method: 'POST',",
    '  headers: {',
    "    'Content-Type': 'application/json',",
    ...(authorization ? ['    Authorization: `Bearer ${token}`,'] : []),
    '  },',
    `  body: JSON.stringify(${indented(literal(body))}),`,
    '});',
    'if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);',
    'const { cards } = (await response.json()) as { cards: { summary: string; indicator: string }[] };',
    'for (const { indicator, summary } of cards) console.log(`${indicator}: ${summary}`);',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** JSON is an expression but for this one key, which would set the prototype. */
function literal(body: unknown): string {
  return pretty(body).replace(/^( *)"__proto__":/gmu, '$1["__proto__"]:');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
