import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Holds the folders that settings name against the disk, before anything in them is read.
 * @param clientsFolder nothing where the clients stand in the other
 * @throws Error that names each setting at fault and the path that was looked at
 */
export function checkNamedFolders(knowledge: string, clientsFolder: string | undefined): void {
  const problems: string[] = [];
  const release = join(resolve(knowledge), 'release.yaml');
  if (!existsSync(release))
    problems.push(`KNOWLEDGE must be a folder of knowledge files: there is no ${release}`);
  if (clientsFolder !== undefined && !existsSync(clientsFolder))
    problems.push(`CLIENTS_FOLDER must be a folder of client files: there is no ${resolve(clientsFolder)}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
