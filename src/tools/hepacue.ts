#!/usr/bin/env node
/**
 * The commands that a deployment has without the repository:
 *
 *     npx hepacue replay <folders or files>
 */
const [, , name] = process.argv;
if (name === 'replay') {
  process.argv.splice(2, 1);
  await import('./replay.js');
} else {
  process.stderr.write('npx hepacue replay <folders or files>    what the service would have said\n');
  process.exitCode = 2;
}
