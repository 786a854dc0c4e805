import { createBackend } from '../../src/backends/cpu.js';
import { loadDescriptor, type Operation, type Plan, type Shape } from '../../src/graph/index.js';

/** What an operation of a network made of an image. */
export interface Step {
  readonly name: string;
  readonly kind: Operation['kind'];
  /** [height, width, channels] */
  readonly shape: Shape;
  readonly multiplyAdds: number;
  /** As many as the shape says, channels last. */
  readonly values: Float32Array;
}

let bundled: Promise<Plan> | undefined;

/** The network that comes with the library. */
export function bundledPlan(): Promise<Plan> {
  bundled ??= loadDescriptor(new URL('models/pen/model.json', document.baseURI).href, {
    fetch: (url, init) => fetch(url, init),
  }).then(({ plan }) => plan);
  return bundled;
}

/**
 * Runs the network up to each of its operations in turn. A backend keeps no value longer than the next
 * operation needs it, so each is the output of a plan that ends there.
 *
 * @param image 784 values from 0 (paper) to 1 (ink).
 */
export async function stepsOf(plan: Plan, image: Float32Array): Promise<Step[]> {
  const backend = await createBackend({
    fetchAsset: () => Promise.reject(new Error('The cpu backend has no files.')),
  });
  const steps: Step[] = [];
  for (const [index, { name, kind, output, multiplyAdds }] of plan.operations.entries()) {
    const operations = plan.operations.slice(0, index + 1);
    const executable = await backend.compile({ ...plan, operations, output });
    const values = await executable.run(image, 1);
    executable.dispose();
    steps.push({ name, kind, shape: plan.values[output]!, multiplyAdds, values });
  }
  return steps;
}
