/**
 * Sends HL7 v2 messages of files to a receiver:
 *
 *     npm run v2 -- send <files or folders> --to <host>:<port>
 */
import { v2 } from './v2/command.js';

process.exitCode = await v2(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
