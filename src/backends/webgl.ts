import '@tensorflow/tfjs-backend-webgl/dist/flags_webgl.js';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { GPGPUContext } from '@tensorflow/tfjs-backend-webgl/dist/gpgpu_context.js';
import type { Plan } from '../graph/plan.js';
import type { Backend, Executable } from './backend.js';
import { BackendError } from './backend-error.js';
import { ENV } from './tfjs/environment.js';
import { TfjsExecutable } from './tfjs/executor.js';
import { Kernels } from './tfjs/kernels.js';
import * as kernels from './tfjs/webgl-kernels.js';

/** WebGL 2 on a canvas of its own, through TensorFlow.js's kernels. */
class WebglBackend implements Backend {
  readonly name = 'webgl';
  readonly lost: Promise<string>;
  private readonly gl: WebGL2RenderingContext;
  private readonly device: MathBackendWebGL;
  private readonly kernels: Kernels;
  private readonly interrupts = new Set<(error: BackendError) => void>();

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    const context = new GPGPUContext(gl);
    this.lost = new Promise((resolve) => {
      gl.canvas.addEventListener('webglcontextlost', () => {
        // TensorFlow.js waits for its fences in a loop, and a lost context signals none.
        context['itemsToPoll'] = [];
        for (const interrupt of this.interrupts) interrupt(contextLost());
        resolve(contextLost().message);
      });
    });
    this.device = new MathBackendWebGL(context);
    this.kernels = new Kernels(this.device, Object.values(kernels));
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = new TfjsExecutable(plan, this.kernels, { roundBatch: true });
    const guarded: Executable = {
      // A lost context answers every call, with zeros: what was computed across the loss is void.
      run: async (images, count) => {
        this.checkContext();
        try {
          return await this.unlessLost(executable.run(images, count));
        } finally {
          this.checkContext();
        }
      },
      dispose: () => {
        if (!this.gl.isContextLost()) executable.dispose();
      },
    };
    await guarded.run(new Float32Array(784), 1);
    return guarded;
  }

  dispose(): void {
    this.device.dispose();
    // Browsers keep about sixteen contexts a page; this one is given back now, not at collection.
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** `work` may wait for ever on a lost context. */
  private unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Not a race against `lost`: that would hold on to every answer for as long as it is pending.
      this.interrupts.add(reject);
      work.then(resolve, reject).finally(() => this.interrupts.delete(reject));
    });
  }

  private checkContext(): void {
    if (this.gl.isContextLost()) throw contextLost();
  }
}

function contextLost(): BackendError {
  return new BackendError('device-lost', 'The WebGL context was lost.');
}

/**
 * @throws BackendError `backend-unavailable` without WebGL 2 or without float textures.
 */
export async function createBackend(): Promise<Backend> {
  const gl = createContext();
  if (!gl) {
    throw new BackendError(
      'backend-unavailable',
      'The webgl backend is not available: this browser gives no WebGL 2 context.',
    );
  }
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw new BackendError(
      'backend-unavailable',
      'The webgl backend is not available: this device cannot render to float textures.',
    );
  }
  ENV.set('WEBGL_VERSION', 2);
  ENV.set('WEBGL_CPU_FORWARD', false);
  ENV.set('WEBGL_RENDER_FLOAT32_CAPABLE', true);
  return new WebglBackend(gl);
}

function createContext(): WebGL2RenderingContext | null {
  if (typeof document === 'undefined' && typeof OffscreenCanvas === 'undefined') return null;
  // An element where there is a document: WebKit's offscreen canvases have no fences.
  const canvas =
    typeof document === 'undefined' ? new OffscreenCanvas(1, 1) : document.createElement('canvas');
  return canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
  }) as WebGL2RenderingContext | null;
}
