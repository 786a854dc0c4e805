/** What draws and computes on this machine, as the browser tells. */
export interface Graphics {
  readonly webgl: string;
  readonly webgpu: string;
}

/** As the standard has it; the types at hand are older. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

declare global {
  var describeGraphics: () => Promise<Graphics>;
}

globalThis.describeGraphics = async () => {
  const gl = document.createElement('canvas').getContext('webgl2');
  const unmasked = gl?.getExtension('WEBGL_debug_renderer_info');
  const adapter = (await navigator.gpu?.requestAdapter()) as { info?: AdapterInfo } | null;
  const { vendor, architecture, description } = adapter?.info ?? {};
  return {
    webgl: String(unmasked ? gl?.getParameter(unmasked.UNMASKED_RENDERER_WEBGL) : gl && 'yes'),
    webgpu: adapter ? [vendor, architecture, description].filter(Boolean).join(' ') : 'none',
  };
};
