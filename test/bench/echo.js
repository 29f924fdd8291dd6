// What any Express service pays: reads the JSON body and answers with JSON, both of the size of the real thing.
import express from 'express';

let answers = [];
process.on('message', (message) => {
  if (Array.isArray(message)) answers = message;
});

const app = express();
app.disable('x-powered-by');
app.post('/:number', express.json({ limit: '5mb' }), ({ params }, response) => {
  response.json(answers[params.number]);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
