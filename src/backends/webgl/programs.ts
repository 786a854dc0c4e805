import { nextTask } from '../../tasks.js';
import { contextLost, webglFailed } from './errors.js';
import { TEXTURES } from './shaders/shader.js';
import { sleep } from './sleep.js';

/** A linked program and where its uniforms are. */
export interface Program {
  readonly program: WebGLProgram;
  readonly ints: WebGLUniformLocation | null;
  readonly floats: WebGLUniformLocation | null;
}

/** For so long a compiler that works beside the page is given time for all of a network, in milliseconds. */
const COMPILER_MS = 10_000;

/** One triangle that covers everything. */
const VERTEX_SHADER = `#version 300 es
void main(){gl_Position=vec4(gl_VertexID==1?3:-1,gl_VertexID==2?3:-1,0,1);}`;

/** The programs of a context, kept for its other networks. */
export class Programs {
  private readonly gl: WebGL2RenderingContext;
  private readonly programs = new Map<string, Program>();

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /**
   * Compiles and links, all at once where the browser does it beside, else one to a task.
   *
   * @param sources of fragment shaders.
   * @returns a program for each source.
   * @throws BackendError `backend-failed` with what the compiler says, `device-lost`
   */
  async get(sources: readonly string[]): Promise<Program[]> {
    const { gl } = this;
    const missing = [...new Set(sources)].filter((source) => !this.programs.has(source));
    const parallel = gl.getExtension('KHR_parallel_shader_compile');
    const linking = missing.map((source) => ({ source, program: this.link(source) }));
    const deadline = performance.now() + COMPILER_MS;
    for (const { source, program } of linking) {
      if (!parallel) await nextTask();
      // Any other question would wait for the compiler. A driver that never says that it is done is asked
      // in the end.
      while (
        parallel &&
        performance.now() < deadline &&
        !gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR)
      ) {
        if (gl.isContextLost()) throw contextLost();
        await sleep(1);
      }
      this.programs.set(source, this.finish(program));
    }
    return sources.map((source) => this.programs.get(source)!);
  }

  private link(source: string): WebGLProgram {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [type, text] of [
      [gl.VERTEX_SHADER, VERTEX_SHADER],
      [gl.FRAGMENT_SHADER, source],
    ] as const) {
      const shader = gl.createShader(type);
      if (!shader) throw contextLost();
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      // Goes with the program.
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    return program;
  }

  private finish(program: WebGLProgram): Program {
    const { gl } = this;
    if (gl.isContextLost()) throw contextLost();
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      const logs = (gl.getAttachedShaders(program) ?? []).map((shader) =>
        gl.getShaderInfoLog(shader),
      );
      throw webglFailed(
        `a shader does not compile: ${[gl.getProgramInfoLog(program), ...logs].join(' ').trim()}`,
      );
    }
    gl.useProgram(program);
    TEXTURES.forEach((name, unit) => gl.uniform1i(gl.getUniformLocation(program, name), unit));
    return {
      program,
      ints: gl.getUniformLocation(program, 'k'),
      floats: gl.getUniformLocation(program, 'f'),
    };
  }
}
