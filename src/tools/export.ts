/**
 * Takes a FHIR Bulk Data export of a server:
 *
 *     npm run export -- <FHIR base URL> <folder>
 */
import { setTimeout as pause } from 'node:timers/promises';
import { exportCommand } from './export/command.js';

const isTerminal = process.stderr.isTTY;

process.exitCode = await exportCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  tell: (text) => isTerminal && process.stderr.write(`\r\u001b[K${text}`),
  token: process.env['FHIR_TOKEN'],
  now: Date.now,
  pause: (ms) => pause(ms),
});
