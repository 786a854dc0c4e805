/**
 * Counts what the page makes on a GPU and has not freed, and the pages of wasm memory. Runs in the
 * page before anything else, so it uses nothing from outside; `objects()` gives the numbers there.
 */
export function countObjects(): void {
  type Methods = Record<string, (...args: unknown[]) => unknown>;
  const alive = new Map<string, Set<unknown>>();
  const of = (kind: string): Set<unknown> => {
    if (!alive.has(kind)) alive.set(kind, new Set());
    return alive.get(kind)!;
  };
  const afterwards = (
    owner: object,
    method: string,
    then: (result: unknown, self: unknown, args: unknown[]) => void,
  ): void => {
    const methods = owner as Methods;
    const original = methods[method]!;
    methods[method] = function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args);
      then(result, this, args);
      return result;
    };
  };

  const gl = WebGL2RenderingContext.prototype;
  for (const kind of [
    ...['Texture', 'Buffer', 'Framebuffer', 'Renderbuffer', 'Program', 'Shader'],
    ...['VertexArray', 'Query', 'Sampler'],
  ]) {
    afterwards(gl, `create${kind}`, (made) => of(kind).add(made));
    afterwards(gl, `delete${kind}`, (_, __, [freed]) => of(kind).delete(freed));
  }
  afterwards(gl, 'fenceSync', (made) => of('Sync').add(made));
  afterwards(gl, 'deleteSync', (_, __, [freed]) => of('Sync').delete(freed));

  const device = GPUDevice.prototype;
  for (const [kind, freeing] of [
    ['Buffer', GPUBuffer.prototype],
    ['Texture', GPUTexture.prototype],
    ['QuerySet', GPUQuerySet.prototype],
  ] as const) {
    afterwards(device, `create${kind}`, (made) => of(`GPU${kind}`).add(made));
    afterwards(freeing, 'destroy', (_, freed) => of(`GPU${kind}`).delete(freed));
  }
  // These are freed by collection alone; made anew for each answer, they would be compiled anew too.
  for (const kind of ['ShaderModule', 'ComputePipeline', 'RenderPipeline']) {
    afterwards(device, `create${kind}`, (made) => of(`GPU${kind}`).add(made));
  }

  const memories = new Set<WebAssembly.Memory>();
  afterwards(WebAssembly, 'instantiate', (made, _, [, imports]) => {
    void Promise.resolve(made as Promise<WebAssembly.Instance>).then(({ exports }) => {
      const given = Object.values((imports ?? {}) as WebAssembly.Imports).flatMap(Object.values);
      for (const value of [...Object.values(exports ?? {}), ...given]) {
        if (value instanceof WebAssembly.Memory) memories.add(value);
      }
    });
  });

  const objects = (): Record<string, number> => ({
    ...Object.fromEntries([...alive].map(([kind, { size }]) => [kind, size])),
    wasm: [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  });
  Object.assign(globalThis, { objects });
}
