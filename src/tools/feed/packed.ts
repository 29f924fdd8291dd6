import { createReadStream, type ReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * The bytes of a file, unpacked where its name ends in `.gz`.
 * @param passed told how many bytes of the file were read
 */
export function bytesOf(path: string, passed: (bytes: number) => void): AsyncIterable<Buffer> {
  const file = createReadStream(path);
  file.on('data', (piece) => passed(piece.length));
  return path.toLowerCase().endsWith('.gz') ? unpacked(file) : (file as AsyncIterable<Buffer>);
}

function unpacked(file: ReadStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}
