import type { Question } from './answer.js';
import { evaluate } from './evaluate.js';

/** FHIRPath in a thread of its own, which can be ended. As a file of its own it may load nothing and call nobody: see its policy. */
addEventListener('message', ({ data }: MessageEvent<Question & { readonly turn: number }>) => {
  postMessage({ turn: data.turn, reply: evaluate(data) });
});
postMessage('ready');
