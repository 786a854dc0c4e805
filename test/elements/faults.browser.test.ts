import { expect } from 'chai';
import type { BackendName } from '../../src/backends/backend.js';
import { needing } from '../support/engine.js';
import { counters } from '../support/evidence-in-browser.js';
import { spyOn, type Spy } from '../support/spy.js';
import { openFrame, type Frame } from './support/frame.js';
import { checkOutcome, checkRecovery, SEVEN } from './support/outcome.js';

type Platform = Window & typeof globalThis;

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

const reject = (): Promise<never> => Promise.reject(new Error('injected'));
const raise = (): never => {
  throw new Error('injected');
};
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

function prototypeOf(platform: Platform, name: string): object {
  return (platform as unknown as Record<string, { prototype: object }>)[name]!.prototype;
}

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

/** @returns what ends the fault; `count` tells how often it struck. */
function inject(platform: Platform, { on, method, fail, only }: Fault, times: number) {
  let count = 0;
  const spy: Spy<unknown> = spyOn(on(platform), method, (original, [first]) => {
    if (count >= times || (only && !String(first).includes(only))) return original();
    count++;
    return fail();
  });
  return { restore: spy.restore, count: () => count };
}

describe('a call of the platform that fails', function () {
  this.timeout(120_000);
  let frame: Frame;
  afterEach(() => frame.close());
  const counts = counters('faults', [
    ...(['cases of a failing call of the platform', 'calls made to fail'] as const),
    ...(['answers in spite of it', 'refusals by name', 'recoveries', 'wrong results'] as const),
    ...(['drawings lost', 'unhandled rejections'] as const),
  ]);

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
            counts['cases of a failing call of the platform']++;
            const codes: string[] = [];
            const early = during === 'loading' ? inject(frame.window, fault, times) : undefined;
            const element = frame.add({ backend, loading: 'eager' });
            element.addEventListener('digit-error', ({ detail }) => codes.push(detail.code));
            if (!early) await element.ready;
            const strike = early ?? inject(frame.window, fault, times);
            element.strokes = SEVEN;
            element.addEventListener('digit-recognized', ({ detail }) => {
              if (detail.digit !== 7) counts['wrong results']++;
            });
            counts[await checkOutcome(element, codes)]++;
            strike.restore();
            counts['calls made to fail'] += strike.count();
            expect(strike.count(), 'nothing was injected').to.be.above(0);
            const isKept = JSON.stringify(element.strokes) === JSON.stringify(SEVEN);
            if (!isKept) counts['drawings lost']++;
            expect(isKept, 'the drawing is kept').to.equal(true);
            await checkRecovery(element);
            counts.recoveries++;
            counts['unhandled rejections'] += frame.unhandled.length;
            expect(frame.unhandled).to.deep.equal([]);
          });
    }
  }
});
