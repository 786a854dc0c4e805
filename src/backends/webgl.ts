import type { Plan } from '../graph/plan.js';
import type { Backend, Executable } from './backend.js';
import { countLayers, createContext } from './webgl/context.js';
import type { Device } from './webgl/device.js';
import { contextLost } from './webgl/errors.js';
import { WebglExecutable } from './webgl/executor.js';
import { Programs } from './webgl/programs.js';

/** WebGL 2 on a canvas of its own, with shaders made for the plan. */
class WebglBackend implements Backend {
  readonly name = 'webgl';
  readonly lost: Promise<string>;
  private readonly device: Device;

  constructor(gl: WebGL2RenderingContext) {
    const size = 2 ** Math.floor(Math.log2(gl.getParameter(gl.MAX_TEXTURE_SIZE) as number));
    this.device = { gl, programs: new Programs(gl), layers: countLayers(gl), size };
    this.lost = new Promise((resolve) => {
      gl.canvas.addEventListener('webglcontextlost', () => resolve(contextLost().message));
    });
  }

  async compile(plan: Plan): Promise<Executable> {
    const executable = new WebglExecutable(this.device, plan);
    try {
      await executable.prepare();
    } catch (error) {
      executable.dispose();
      throw error;
    }
    return executable;
  }

  dispose(): void {
    // Browsers keep about sixteen contexts a page; this one is given back now, not at collection.
    this.device.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/**
 * @throws BackendError `backend-unavailable` without WebGL 2 or without float textures.
 */
export async function createBackend(): Promise<Backend> {
  return new WebglBackend(createContext());
}
