/**
 * Sends HL7 v2 messages of files to a receiver:
 *
 *     npm run mllp -- send <files or folders> --to <host>:<port>
 */
import { mllp } from './mllp/command.js';

process.exitCode = await mllp(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
