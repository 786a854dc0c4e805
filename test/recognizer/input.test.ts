import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadDescriptor } from '../../src/graph/index.js';
import { DEFAULT_PREPROCESSING } from '../../src/ink/index.js';
import type { RecognizerInput } from '../../src/recognizer.js';
import { MEMORY_URL, memoryFetch } from '../support/memory-fetch.js';
import { randomNetwork } from '../support/random-network.js';
import { coded, fakePage } from './fake-backends.js';
import { inkAt } from './identity-network.js';

const { createRecognizer } = fakePage();
const recognizer = await createRecognizer();

/** What someone without TypeScript might pass. */
const recognize = (input: unknown) => recognizer.recognize(input as RecognizerInput);

const cause = new Error('not today');
const thrower = () => {
  throw cause;
};

/** Pixels of which one property cannot be read. */
function failingAt(key: 'width' | 'height' | 'data'): unknown {
  const pixels = { width: 1, height: 1, data: new Uint8Array(4) };
  return Object.defineProperty(pixels, key, { get: thrower });
}

function withValue(value: number): Float32Array {
  const image = inkAt(1);
  image[100] = value;
  return image;
}

describe('what cannot be recognized is refused by name', () => {
  const wrong: [what: string, input: unknown, code: string, message: RegExp][] = [
    ['nothing', undefined, 'input-unsupported', /^Cannot recognize undefined/],
    ['null', null, 'input-unsupported', /^Cannot recognize null/],
    ['a string', '7', 'input-unsupported', /string/],
    ['a number', 7, 'input-unsupported', /recognize 7\./],
    [
      'an array of numbers',
      new Array(784).fill(0),
      'input-unsupported',
      /recognize an array\. Pass/,
    ],
    ['bytes alone', new Uint8Array(784), 'input-unsupported', /Uint8Array/],
    ['a drawing without a frame', { strokes: [] }, 'input-unsupported', /plain object/],
    ['too short an array', new Float32Array(783), 'input-length', /783.*784/],
    ['too long an array', new Float32Array(28 * 28 * 4), 'input-length', /3136/],
    ['NaN', withValue(NaN), 'input-not-finite', /Value 100.*NaN/],
    ['infinity', withValue(-Infinity), 'input-not-finite', /Value 100.*-Infinity/],
    ['bytes as numbers', withValue(255), 'input-out-of-range', /Value 100.*255/],
    ['negative values', withValue(-0.25), 'input-out-of-range', /Value 100.*-0.25/],
    ['points without a stroke', [{ x: 1, y: 2 }], 'ink-invalid-drawing', /stroke 0/],
    ['NaN in a stroke', [[{ x: NaN, y: 2 }]], 'ink-not-finite', /x is NaN/],
    [
      'a frame without width',
      { width: 0, height: 9, strokes: [[{ x: 1, y: 2 }]] },
      'ink-invalid-frame',
      /width is 0/,
    ],
    [
      'strokes in a frame that are none',
      { width: 9, height: 9, strokes: 7 },
      'ink-invalid-drawing',
      /array/,
    ],
    [
      'pixels that do not fit',
      { width: 2, height: 2, data: new Uint8Array(3) },
      'ink-invalid-pixels',
      /3 bytes/,
    ],
  ];
  for (const [what, input, code, message] of wrong) {
    it(what, () => assert.rejects(recognize(input), coded(code, message)));
  }

  it('a batch that is none', () =>
    assert.rejects(recognizer.recognizeBatch(7 as never), coded('input-unsupported', /batch/)));

  it('says which input of a batch it is', () =>
    assert.rejects(
      recognizer.recognizeBatch([inkAt(1), withValue(NaN)]),
      coded('input-not-finite', /Input 1 .*Value 100/),
    ));

  it('a canvas where there is no page', () =>
    assert.rejects(
      recognize({ width: 5, height: 5, getContext: () => null }),
      coded('input-unsupported', /2D canvas/),
    ));

  it('a file where there is no browser', () =>
    assert.rejects(recognize(new Blob([])), coded('input-unsupported', /file.*browser/)));

  it('an image that has not arrived', () =>
    assert.rejects(
      recognize({ complete: false, naturalWidth: 0, naturalHeight: 0 }),
      coded('image-not-loaded', /decode/),
    ));
});

describe('what fails while it is read is refused by name, with the cause', () => {
  const failing: [what: string, input: unknown][] = [
    ['the width of pixels', failingAt('width')],
    ['the height of pixels', failingAt('height')],
    ['the data of pixels', failingAt('data')],
    ['the copying of data', { width: 1, height: 1, data: { slice: thrower } }],
    [
      'the type of what was copied',
      {
        width: 1,
        height: 1,
        data: { slice: () => Object.defineProperty({}, Symbol.toStringTag, { get: thrower }) },
      },
    ],
    [
      'the width of a canvas',
      {
        getContext: () => null,
        get width() {
          return thrower();
        },
      },
    ],
    ['the type of an object', Object.defineProperty({}, Symbol.toStringTag, { get: thrower })],
    ['a proxy', new Proxy({}, { has: thrower })],
  ];
  for (const [what, input] of failing) {
    it(what, () =>
      assert.rejects(recognize(input), (error: Error) => {
        assert.equal(error.cause, cause);
        return coded('input-unsupported', /^The input cannot be read/)(error);
      }),
    );
  }

  it('in a batch, with its place', () =>
    assert.rejects(
      recognizer.recognizeBatch([inkAt(1), failingAt('data') as RecognizerInput]),
      coded('input-unsupported', /^Input 1 of the batch: The input cannot be read/),
    ));

  it('a proxy that was revoked', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return assert.rejects(recognize(proxy), coded('input-unsupported', /cannot be read/));
  });
});

describe('a model', () => {
  it('that is not a URL is refused by name', () =>
    assert.rejects(
      createRecognizer({ model: 'http://[' }),
      coded('model-url-invalid', /http:\/\/\[/),
    ));

  it('is looked for from the working directory in Node', async () => {
    const page = fakePage();
    await assert.rejects(
      page.createRecognizer({ model: 'nets/a b.json' }),
      coded('descriptor-http'),
    );
    const [url] = page.fetched;
    assert.ok(url?.startsWith('file:///') && url.endsWith('/nets/a%20b.json'), url);
  });
});

// ink and graph know nothing of each other, and both name the conventions of MNIST.
it('a descriptor without metadata asks for the preparation that ink has by default', async () => {
  const { json, files } = randomNetwork(1);
  const { metadata } = await loadDescriptor(MEMORY_URL, { fetch: memoryFetch(json, files) });
  assert.deepEqual({ ...metadata.preparation }, { ...DEFAULT_PREPROCESSING });
});
