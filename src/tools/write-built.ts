/**
 * The last step of `npm run build`: checks the shipped knowledge and keeps what reading it gave beside the program, so that a start
 * with the same folder need do neither. Fails where a start would.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from '../cases/build.js';
import { builtText } from '../knowledge/built.js';
import { loadKnowledge } from '../knowledge/load.js';
import { artefacts } from '../profiles/write.js';

const folder = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
artefacts(loadKnowledge(folder));
writeFileSync(new URL('../knowledge.built.json', import.meta.url), builtText(build(folder), folder));
