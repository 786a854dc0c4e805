/**
 * A form to write on as on paper, and the server that checks it: plain Node, no framework. Copy it, and change the two
 * addresses of the library to where yours is.
 *
 *   node form-server.js        # then open http://localhost:8080
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { createRecognizer } from '../../dist/recognizer.js';

const LIBRARY = new URL('../../dist/', import.meta.url);

/** What is asked, and what an answer must be. The field says the same, but a server believes no page. */
const FIELDS = [
  {
    name: 'customer',
    label: 'Customer number',
    attributes: 'kind="code" minlength="6" maxlength="6"',
    problem: (value) => !/^\d{6}$/.test(value) && 'A customer number has six digits.',
  },
  {
    name: 'reading',
    label: 'Meter reading, in m³',
    attributes: 'min="0" max="99999"',
    problem: (value) =>
      !(/^\d+$/.test(value) && Number(value) <= 99_999) &&
      'A meter shows whole numbers up to 99,999.',
  },
];

const recognizer = createRecognizer({ backend: 'cpu' });

/**
 * What a field sent, and what is wrong with it. The drawing is read again: a value that differs from it was
 * typed or corrected, which is for a person to look at, and no error.
 */
async function judge({ name, problem }, form) {
  const value = form.get(name) ?? '';
  const drawing = form.get(`${name}-drawing`);
  const read = drawing ? await readAgain(drawing) : null;
  return {
    name,
    value,
    drawing,
    problem: problem(value) || null,
    isOdd: read !== null && read !== value,
  };
}

async function readAgain(text) {
  try {
    const { width, height, strokes } = JSON.parse(text);
    const result = await (await recognizer).recognizeNumber({ width, height, strokes });
    return result?.value ?? '';
  } catch {
    // Whoever sends something else has no drawing.
    return null;
  }
}

const escape = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<script type="module" src="/library/digit-recognizer.js"></script>
<style>
  body { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 30rem; padding: 1rem }
  number-recognizer { display: block; margin-block: 1rem; min-height: 13rem; width: 100% }
  .problem { border-inline-start: 4px solid #b3261e; padding-inline-start: 0.75rem }
  button { font: inherit; min-height: 2.75rem; padding-inline: 1.25rem }
</style>
<main><h1>${title}</h1>${body}</main>
</html>`;
}

/** @param answers of the last try, to go on from */
function formPage(answers = []) {
  const fields = FIELDS.map(({ name, label, attributes }) => {
    const { value = '', problem = null } = answers.find((answer) => answer.name === name) ?? {};
    const told = problem ? `<p class="problem" id="${name}-problem">${problem}</p>` : '';
    return `${told}<number-recognizer name="${name}" name-strokes="${name}-drawing" required
      label="${label}" value="${escape(value)}" ${attributes}></number-recognizer>`;
  });
  return page(
    'Meter reading',
    `<form method="post">${fields.join('')}<button>Send</button></form>`,
  );
}

async function answer(request) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname.startsWith('/library/')) return library(pathname.slice('/library/'.length));
  if (pathname !== '/') return [404, 'text/plain', 'There is no such page.'];
  if (request.method !== 'POST') return [200, 'text/html', formPage()];
  const body = await bodyOf(request);
  if (body === null) return [413, 'text/plain', 'That is too long for this form.'];
  const form = new URLSearchParams(body);
  const answers = await Promise.all(FIELDS.map((field) => judge(field, form)));
  if (answers.some(({ problem }) => problem)) return [422, 'text/html', formPage(answers)];
  const rows = answers.map(({ name, value, isOdd }) => {
    const { label } = FIELDS.find((field) => field.name === name);
    return `<p>${label}: <strong>${escape(value)}</strong>${isOdd ? ', which a person will compare with what was written' : ''}</p>`;
  });
  return [200, 'text/html', page('Thank you', rows.join(''))];
}

/** Drawings are long, but not that long. */
const MOST_BYTES = 1_000_000;

/** @returns null where it is too long */
async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function library(path) {
  const url = new URL(path, LIBRARY);
  if (!url.href.startsWith(LIBRARY.href) || !path.endsWith('.js')) return [404, 'text/plain', ''];
  try {
    return [200, 'text/javascript', await readFile(url)];
  } catch {
    return [404, 'text/plain', 'There is no such file: build the library first.'];
  }
}

export const server = createServer((request, response) => {
  answer(request)
    .catch(() => [500, 'text/plain', 'Something went wrong here. Please send it again.'])
    .then(([status, type, body]) => {
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
    });
});

if (argv[1] === fileURLToPath(import.meta.url)) {
  server.listen(8080, () => stdout.write('http://localhost:8080\n'));
}
