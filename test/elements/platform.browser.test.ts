import { expect } from 'chai';
import type { BackendName } from '../../src/backends/backend.js';
import { BACKENDS_HERE, needing } from '../support/engine.js';
import { spyOn } from '../support/spy.js';
import { openFrame, type Frame } from './support/frame.js';
import { checkAftermath, checkOutcome, settled } from './support/outcome.js';
import { outcomeOf, painted, SEVEN, type Field } from './support/page.js';
import { FakePointer } from './support/pens.js';
import {
  failCalls,
  prototypeOf,
  raise,
  reject,
  watchCalls,
  type FailingCalls,
  type Platform,
  type PlatformCall,
} from './support/platform-calls.js';

let frame: Frame;
const drawLine = (field: Field) => new FakePointer(field).stroke([20, 20], [30, 80]);

/** Everything that a field does besides the answer. @throws Error of a picture. */
async function useField(field: Field): Promise<void> {
  drawLine(field);
  field.undo();
  field.toSVG();
  await field.toBlob();
}

/** A field in the frame, and the codes of its errors. */
function addField(attributes: Record<string, string>): { field: Field; codes: string[] } {
  const field = frame.add({ loading: 'eager', ...attributes });
  const codes: string[] = [];
  field.addEventListener('digit-error', ({ detail }) => codes.push(detail.error.code));
  return { field, codes };
}

describe('each call of the platform may fail', function () {
  this.timeout(600_000);
  async function callsOn(backend: string): Promise<PlatformCall[]> {
    frame = await openFrame();
    const watched = watchCalls(frame.window);
    const { field } = addField({ backend });
    await field.ready;
    field.strokes = SEVEN;
    expect((await field.recognize())?.digit).to.equal(7);
    await useField(field);
    frame.close();
    return watched.calls();
  }

  async function tryFailure(backend: string, call: PlatformCall, times: number): Promise<void> {
    frame = await openFrame();
    try {
      const { on, method, isAsync } = call;
      const failing = failCalls(on(frame.window), method, times, isAsync ? reject : raise);
      const { field, codes } = addField({ backend });
      field.strokes = SEVEN;
      await checkOutcome(field, codes);
      await settled(useField(field), 'a picture');
      // The surface is painted in the next frame, which a busy machine is late with.
      await painted();
      await checkAftermath(frame, field, failing);
    } finally {
      frame.close();
    }
  }

  // `cpu` first: calls that all backends make need not be tried on a slow one.
  const tried = new Set<string>();
  for (const backend of [...BACKENDS_HERE].reverse()) {
    it(`once or always on ${backend}, and the field recovers`, async () => {
      const calls = (await callsOn(backend)).filter(({ name }) => !tried.has(name));
      const failures: string[] = [];
      for (const call of calls) {
        tried.add(call.name);
        for (const times of [1, Infinity]) {
          try {
            await tryFailure(backend, call, times);
          } catch (error) {
            failures.push(`${call.name} × ${times}: ${String(error)}`);
          }
        }
      }
      if (failures.length > 0) throw new Error(failures.join('\n'));
    });
  }
});

/** A call of the platform that fails in a certain way. */
interface Failure {
  readonly backend: BackendName;
  /** The object that has the method. */
  readonly on: (platform: Platform) => object;
  readonly method: string;
  /** What it does instead of its work. */
  readonly fail: () => unknown;
  /** Which of its calls fail, by the first argument; all by default. */
  readonly only?: string;
  /** It is called for each drawing, too. */
  readonly reads?: boolean;
}

const nothing = (): null => null;
const noDevice = (): Promise<null> => Promise.resolve(null);
const status500 = (): Promise<Response> => Promise.resolve(new Response('', { status: 500 }));
/** A response that ends with an error. */
const broken = (): Promise<Response> =>
  Promise.resolve(new Response(new ReadableStream({ pull: (stream) => stream.error('broken') })));
const damaged = (): Promise<Response> => Promise.resolve(new Response('<!doctype html>'));

/** @param owner an interface; empty for the window. */
const failure = (
  backend: BackendName,
  owner: string,
  method: string,
  fail: () => unknown,
  more: { only?: string; reads?: boolean } = {},
): Failure => {
  const on = (platform: Platform) => (owner ? prototypeOf(platform, owner) : platform);
  return { backend, on, method, fail, ...more };
};
const wasm = (method: string, fail: () => unknown): Failure => ({
  ...{ backend: 'wasm', on: ({ WebAssembly }) => WebAssembly, method, fail },
});
const gpu = (owner: string, method: string, fail: () => unknown, reads = false) =>
  failure('webgpu', owner, method, fail, { reads });
const gl = (method: string, fail: () => unknown, reads = false) =>
  failure('webgl', 'WebGL2RenderingContext', method, fail, { reads });

const FAILURES: readonly Failure[] = [
  ...[reject, raise, status500, broken, damaged].flatMap((fail) => [
    failure('cpu', '', 'fetch', fail, { only: 'model.json' }),
    failure('cpu', '', 'fetch', fail, { only: '.bin' }),
    failure('wasm', '', 'fetch', fail, { only: '.wasm' }),
  ]),
  failure('cpu', 'SubtleCrypto', 'digest', reject),
  wasm('compile', reject),
  wasm('instantiate', reject),
  wasm('instantiate', raise),
  wasm('validate', raise),
  gpu('GPU', 'requestAdapter', reject),
  gpu('GPU', 'requestAdapter', raise),
  gpu('GPU', 'requestAdapter', noDevice),
  gpu('GPUAdapter', 'requestDevice', reject),
  gpu('GPUDevice', 'createShaderModule', raise),
  gpu('GPUDevice', 'createComputePipelineAsync', reject),
  gpu('GPUDevice', 'createBuffer', raise),
  gpu('GPUDevice', 'createBindGroup', raise),
  gpu('GPUDevice', 'popErrorScope', reject),
  gpu('GPUDevice', 'createCommandEncoder', raise, true),
  gpu('GPUQueue', 'writeBuffer', raise, true),
  gpu('GPUQueue', 'submit', raise, true),
  gpu('GPUBuffer', 'mapAsync', reject, true),
  gpu('GPUBuffer', 'getMappedRange', raise, true),
  ...[nothing, raise].map((fail) =>
    failure('webgl', 'HTMLCanvasElement', 'getContext', fail, { only: 'webgl2' }),
  ),
  gl('getExtension', nothing),
  gl('createTexture', raise),
  gl('createProgram', nothing),
  gl('getProgramParameter', () => false),
  gl('checkFramebufferStatus', () => 0),
  gl('drawArrays', raise, true),
  gl('readPixels', raise, true),
  gl('fenceSync', nothing, true),
  gl('clientWaitSync', raise, true),
  gl('getBufferSubData', raise, true),
];

function inject({ on, method, fail, only }: Failure, times: number): FailingCalls {
  const applies = (first: unknown) => !only || String(first).includes(only);
  return failCalls(on(frame.window), method, times, fail, applies);
}

describe('a call of the platform that fails', function () {
  this.timeout(120_000);
  afterEach(() => frame.close());

  for (const failing of FAILURES) {
    // The backend has to be there to fail.
    const { it } = needing(failing.backend);
    const { backend: name, method, fail, only = '', reads = false } = failing;
    for (const [times, often] of [
      [1, 'once'],
      [Infinity, 'always'],
    ] as const) {
      for (const backend of name === 'cpu' ? [name] : [name, `${name} cpu`])
        for (const during of reads ? ['loading', 'reading'] : ['loading'])
          it(`${often} while ${during}: ${method} ${only} ${fail.name}, backend="${backend}"`, async () => {
            frame = await openFrame();
            const early = during === 'loading' ? inject(failing, times) : undefined;
            // The bundled network is code; another has files.
            const model = '/models/pen/model.json';
            const isOfFiles = ['fetch', 'digest'].includes(method);
            const { field, codes } = addField({ backend, ...(isOfFiles && { model }) });
            if (!early) await field.ready;
            const injected = early ?? inject(failing, times);
            field.strokes = SEVEN;
            const digits: (number | null)[] = [];
            field.addEventListener('digit-recognized', ({ detail }) => digits.push(detail.digit));
            await checkOutcome(field, codes);
            await checkAftermath(frame, field, injected);
            expect(digits.filter((digit) => digit !== 7)).to.deep.equal([]);
          });
    }
  }
});

/** What a browser, an emulation of one or its settings may lack. */
const LACKS: Record<string, (platform: Platform) => unknown> = {
  IntersectionObserver: (platform) => remove(platform, 'IntersectionObserver'),
  ResizeObserver: (platform) => remove(platform, 'ResizeObserver'),
  'crypto.subtle': ({ crypto }) => remove(crypto, 'subtle'),
  'a canvas context': (platform) =>
    spyOn(prototypeOf(platform, 'HTMLCanvasElement'), 'getContext', () => null),
  'pointer capture': (platform) =>
    spyOn(prototypeOf(platform, 'Element'), 'setPointerCapture', raise),
};

function remove(owner: object, name: string): void {
  Object.defineProperty(owner, name, { value: undefined });
}

describe('a page without', () => {
  afterEach(() => frame.close());

  for (const [lack, prepare] of Object.entries(LACKS)) {
    it(`${lack} has a field that is drawn on and read`, async () => {
      frame = await openFrame(prepare);
      const field = frame.add({ backend: 'cpu' });
      await field.updateComplete;
      await field.ready;
      drawLine(field);
      expect(field.strokes.map(({ length }) => length)).to.deep.equal([2]);
      field.strokes = SEVEN;
      expect((await field.recognize())?.digit).to.equal(7);
      field.remove();
      frame.window.document.body.append(field);
      await painted();
      drawLine(field);
      expect(field.strokes).to.have.length(SEVEN.length + 1);
      expect(frame.unhandled).to.deep.equal([]);
    });
  }
});

describe('a picture of the drawing', () => {
  let field: Field;
  beforeEach(async () => {
    frame = await openFrame();
    field = frame.add({ backend: 'cpu' });
    await field.updateComplete;
    field.strokes = SEVEN;
  });
  afterEach(() => frame.close());

  const noise = () => new ImageData(Uint8ClampedArray.from({ length: 1024 }, Math.random), 16);
  const giveNull = (_: unknown, [done]: unknown[]) => (done as BlobCallback)(null);
  for (const [what, owner, method, fail, error] of [
    ['no context', 'HTMLCanvasElement', 'getContext', () => null, { name: 'EncodingError' }],
    ['no blob', 'HTMLCanvasElement', 'toBlob', giveNull, { name: 'EncodingError' }],
    [
      'noise for pixels',
      ...([
        'CanvasRenderingContext2D',
        'getImageData',
        noise,
        { code: 'picture-blocked' },
      ] as const),
    ],
  ] as const) {
    it(`is refused while the browser gives ${what}, and is made afterwards`, async () => {
      const spy = spyOn(prototypeOf(frame.window, owner), method, fail);
      const refusal = await outcomeOf(field.toBlob());
      expect(refusal).to.deep.include(error);
      if ('code' in error) expect(refusal).to.have.property('message').that.matches(/toSVG/);
      spy.restore();
      expect((await field.toBlob()).type).to.equal('image/png');
      expect((await field.recognize())?.digit).to.equal(7);
    });
  }
});
