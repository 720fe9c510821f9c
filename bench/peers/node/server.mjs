// Serves a model folder with transformers.js, one text a call, by the same calls as TransformerService:
//   node server.mjs FOLDER TASK [PORT]        TASK: translation or text-classification
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

const [folder, task, port = '8090'] = [path.resolve(process.argv[2]), ...process.argv.slice(3)];
env.allowRemoteModels = false;
env.localModelPath = path.dirname(folder) + path.sep;
env.useFSCache = false;
const model = await pipeline(task, path.basename(folder), { subfolder: '', dtype: 'fp32' });
const settings = path.join(folder, 'generation_config.json');
const generation = existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {};
const options = task === 'translation' ? { num_beams: 1, max_new_tokens: (generation.max_length ?? 256) - 1 } : {};

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const { text } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const answer = await model(text, options);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  } catch (fault) {
    response.writeHead(500, { 'Content-Type': 'application/json' }).end(JSON.stringify({ detail: fault.message }));
  }
}).listen(Number(port), '127.0.0.1', () => console.log(`ready on ${port}`));
