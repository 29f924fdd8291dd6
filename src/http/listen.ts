import type { Server } from 'node:http';

/**
 * Has the server listen there.
 * @param setting which one chose the port
 * @throws Error that names the setting at fault and says what to do, when the port or the address cannot be had
 */
export async function listen(server: Server, setting: string, port: number, host: string): Promise<void> {
  try {
    await new Promise<void>((heard, failed) => {
      server.once('listening', heard).once('error', failed).listen(port, host);
    });
  } catch (error) {
    const why = whyDeaf((error as { readonly code?: string }).code, setting, port, host);
    if (why === undefined) throw error;
    throw new Error(why, { cause: error });
  }
}

/** What is said when nothing can be heard there; nothing for what no setting changes. */
function whyDeaf(code: string | undefined, setting: string, port: number, host: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `${setting}: port ${port} of ${host} is taken by another program: stop that, or set ${setting} to another, as in ${setting}=${port === 65_535 ? port - 1 : port + 1} npm start`;
    case 'EACCES':
      return `${setting}: port ${port} of ${host} may not be listened on: set ${setting} to another, above 1023 in most systems`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST: ${host} is no address of this machine: set HOST to one that is, or leave it out for this machine alone`;
    default:
      return undefined;
  }
}
