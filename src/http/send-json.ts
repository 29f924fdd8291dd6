import type { ServerResponse } from 'node:http';

/** Answers with JSON. Without what Express adds: a hash of each body, and a look at conditions that no caller of ours sends. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
