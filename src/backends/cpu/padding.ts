import type { Operation, Plan, Shape } from '../../graph/plan.js';

/**
 * Gives each convolution that pads a padded input of its own, so that no inner loop asks where
 * the image ends. Pools keep their padding: they leave it out instead of reading it.
 */
export function withExplicitPadding(plan: Plan): Pick<Plan, 'values' | 'operations'> {
  const values: Shape[] = [...plan.values];
  const operations = plan.operations.flatMap((operation): Operation[] => {
    if (operation.kind !== 'conv2d' && operation.kind !== 'depthwiseConv2d') return [operation];
    const { name, input, padding } = operation;
    const { top, bottom, left, right } = padding;
    if (top + bottom + left + right === 0) return [operation];
    const [height, width, channels] = plan.values[input]!;
    const output = values.push([height + top + bottom, width + left + right, channels]) - 1;
    return [
      { kind: 'pad', name, input, output, padding, multiplyAdds: 0 },
      { ...operation, input: output, padding: { top: 0, bottom: 0, left: 0, right: 0 } },
    ];
  });
  return { values, operations };
}
