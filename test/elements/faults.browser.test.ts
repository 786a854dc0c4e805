import { expect } from 'chai';
import type { BackendName } from '../../src/backends/backend.js';
import { needing } from '../support/engine.js';
import { openFrame, type Frame } from './support/frame.js';
import { checkAftermath, checkOutcome, SEVEN } from './support/outcome.js';
import {
  prototypeOf,
  raise,
  reject,
  strike,
  type Platform,
  type Strike,
} from './support/platform-calls.js';

/** A call of the platform that fails. */
interface Fault {
  readonly backends: readonly BackendName[];
  /** The object that has the method. */
  readonly on: (platform: Platform) => object;
  readonly method: string;
  /** What it does in place of its work. */
  readonly fail: () => unknown;
  /** Which of its calls fail, by the first argument; all by default. */
  readonly only?: string;
  /** It is called for each drawing, too. */
  readonly reads?: boolean;
}

const nothing = (): null => null;
const noDevice = (): Promise<null> => Promise.resolve(null);
const status500 = (): Promise<Response> => Promise.resolve(new Response('', { status: 500 }));
/** An answer that breaks off before its end. */
const broken = (): Promise<Response> =>
  Promise.resolve(new Response(new ReadableStream({ pull: (stream) => stream.error('broken') })));
const damaged = (): Promise<Response> => Promise.resolve(new Response('<!doctype html>'));

const fetching = (only: string, fail: () => unknown, backend: BackendName = 'cpu'): Fault => ({
  backends: [backend],
  on: (platform) => platform,
  method: 'fetch',
  fail,
  only,
});
const wasm = (method: string, fail: () => unknown): Fault => ({
  backends: ['wasm'],
  on: ({ WebAssembly }) => WebAssembly,
  method,
  fail,
});
const gpu = (owner: string, method: string, fail: () => unknown, reads = false): Fault => ({
  backends: ['webgpu'],
  on: (platform) => prototypeOf(platform, owner),
  method,
  fail,
  reads,
});
const gl = (method: string, fail: () => unknown, reads = false): Fault => ({
  backends: ['webgl'],
  on: (platform) => prototypeOf(platform, 'WebGL2RenderingContext'),
  method,
  fail,
  reads,
});

const FAULTS: readonly Fault[] = [
  ...[reject, raise, status500, broken, damaged].flatMap((fail) => [
    fetching('model.json', fail),
    fetching('.bin', fail),
    fetching('.wasm', fail, 'wasm'),
  ]),
  {
    backends: ['cpu'],
    on: (platform) => prototypeOf(platform, 'SubtleCrypto'),
    method: 'digest',
    fail: reject,
  },
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
  ...[nothing, raise].map((fail): Fault => ({
    backends: ['webgl'],
    on: (platform: Platform) => prototypeOf(platform, 'HTMLCanvasElement'),
    method: 'getContext',
    fail,
    only: 'webgl2',
  })),
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

function inject(platform: Platform, { on, method, fail, only }: Fault, times: number): Strike {
  return strike(
    on(platform),
    method,
    times,
    fail,
    (first) => !only || String(first).includes(only),
  );
}

describe('a call of the platform that fails', function () {
  this.timeout(120_000);
  let frame: Frame;
  afterEach(() => frame.close());
  for (const fault of FAULTS) {
    // What a fault is injected in has to be there.
    const { it } = needing(fault.backends[0]!);
    const { backends, method, fail, only = '', reads = false } = fault;
    for (const [times, name] of [
      [1, 'once'],
      [Infinity, 'always'],
    ] as const) {
      for (const backend of backends.flatMap((one) => (one === 'cpu' ? one : [one, `${one} cpu`])))
        for (const during of reads ? ['loading', 'reading'] : ['loading'])
          it(`${name} while ${during}: ${method} ${only} ${fail.name}, backend="${backend}"`, async () => {
            frame = await openFrame();
            const codes: string[] = [];
            const early = during === 'loading' ? inject(frame.window, fault, times) : undefined;
            const attributes: Record<string, string> = { backend, loading: 'eager' };
            // The bundled network is code; another has files.
            if (['fetch', 'digest'].includes(method)) attributes.model = '/models/pen/model.json';
            const element = frame.add(attributes);
            element.addEventListener('digit-error', ({ detail }) => codes.push(detail.error.code));
            if (!early) await element.ready;
            const injected = early ?? inject(frame.window, fault, times);
            element.strokes = SEVEN;
            const digits: (number | null)[] = [];
            element.addEventListener('digit-recognized', ({ detail }) => digits.push(detail.digit));
            await checkOutcome(element, codes);
            await checkAftermath(frame, element, injected);
            expect(digits.filter((digit) => digit !== 7)).to.deep.equal([]);
          });
    }
  }
});
