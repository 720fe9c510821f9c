// Runs one job with transformers.js on a model folder of this disk; nothing is fetched.
//
// A job is one JSON object on standard input, the answer one on standard output:
//   task     "tokenize", "translation", "text-classification" or "feature-extraction"
//   folder   the export
//   texts    what to do it to, one by one
//   options  (optional) more options of `pipeline`, over those chosen here
//   pooling  "mean" or "cls": how "feature-extraction" makes a vector, which it normalizes
// Answers: {"ids": [[…]], "decoded": […]}, {"translations": […]}, {"labels": [{"label", "score"}]} or {"embeddings": [[…]]}.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AutoModel, AutoTokenizer, BertTokenizer, env, FeatureExtractionPipeline, pipeline } from '@huggingface/transformers';

const job = JSON.parse(readFileSync(0, 'utf8'));
const folder = path.resolve(job.folder);
const name = path.basename(folder);
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = path.dirname(folder) + path.sep;
env.useFSCache = false;

// transformers.js looks in onnx/ unless told, and adds _quantized to the names for dtype q8 and nothing for fp32.
const inFolder = (...names) => names.some((file) => existsSync(path.join(folder, file)));
const subfolder = inFolder('model.onnx', 'model_quantized.onnx', 'encoder_model.onnx', 'encoder_model_quantized.onnx') ? '' : 'onnx';
const plain = inFolder(path.join(subfolder, 'model.onnx'), path.join(subfolder, 'encoder_model.onnx'));
const options = {
  subfolder,
  dtype: plain ? 'fp32' : 'q8',
  session_options: { intraOpNumThreads: 1 },
  ...job.options,
};

async function tokenize() {
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const ids = job.texts.map((text) => tokenizer(text, { return_tensor: false }).input_ids);
  return { ids, decoded: ids.map((row) => tokenizer.decode(row, { skip_special_tokens: true })) };
}

async function translate() {
  const translator = await pipeline('translation', name, options);
  // The pipeline asks for 256 tokens whatever the model's own files say, and it has no beam search.
  const generation = JSON.parse(readFileSync(path.join(folder, 'generation_config.json'), 'utf8'));
  const translations = [];
  for (const text of job.texts) {
    const [answer] = await translator(text, { num_beams: 1, max_new_tokens: generation.max_length - 1 });
    translations.push(answer.translation_text);
  }
  return { translations };
}

async function classify() {
  const classifier = await pipeline('text-classification', name, options);
  const labels = [];
  for (const text of job.texts) {
    const [{ label, score }] = await classifier(text);
    labels.push({ label, score });
  }
  return { labels };
}

// A BERT that has a vocab.txt and no tokenizer.json, the only tokenizer that transformers.js reads: the one that BertTokenizerFast makes of it.
function bertTokenizer() {
  const read = (file) => readFileSync(path.join(folder, file), 'utf8');
  const vocab = Object.fromEntries(read('vocab.txt').trimEnd().split('\n').map((piece, id) => [piece, id]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const config = JSON.parse(read('tokenizer_config.json'));
  return new BertTokenizer(
    {
      added_tokens: special.map((content) => ({
        id: vocab[content], content, special: true, normalized: false, single_word: false, lstrip: false, rstrip: false,
      })),
      normalizer: {
        type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: config.do_lower_case,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
        special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }])),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab,
      },
    },
    { ...config, pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' },
  );
}

async function embed() {
  const model = await AutoModel.from_pretrained(name, options);
  const extractor = new FeatureExtractionPipeline({ task: job.task, model, tokenizer: bertTokenizer() });
  const embeddings = [];
  for (const text of job.texts) {
    embeddings.push((await extractor(text, { pooling: job.pooling, normalize: true })).tolist()[0]);
  }
  return { embeddings };
}

const tasks = { tokenize, translation: translate, 'text-classification': classify, 'feature-extraction': embed };
process.stdout.write(JSON.stringify(await tasks[job.task]()));
