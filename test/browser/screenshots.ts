/** Takes the pictures of the README from the built service: `npm run screenshots`. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch, startService } from './start.js';

const FOLDER = fileURLToPath(new URL('../../.github/screenshots/', import.meta.url));

/** What is taken: a case and a pane, as they look on a desk. */
const PICTURES = [
  { name: 'cards', hash: '#example=02-chronic-hepatitis-c' },
  { name: 'why', hash: '#example=02-chronic-hepatitis-c&pane=why' },
];

mkdirSync(FOLDER, { recursive: true });
const [{ service, base }, browser] = await Promise.all([startService(), launch()]);
for (const { name, hash } of PICTURES) {
  const page = await browser.newPage({
    viewport: { width: 1360, height: 860 },
    locale: 'en-GB',
  });
  await page.goto(`${base}/${hash}`);
  await page.locator('.said[aria-busy=false] [role=tabpanel] > *').first().waitFor();
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
  process.stdout.write(`.github/screenshots/${name}.png\n`);
}
await browser.close();
service.kill('SIGKILL');
