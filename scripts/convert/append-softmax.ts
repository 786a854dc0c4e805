import type { LoadedNetwork, OutputKind } from '../../src/graph/index.js';
import { ScriptError } from '../lib/script-error.js';

export const SOFTMAX_CHOICES = ['auto', 'always', 'never'] as const;

export type SoftmaxChoice = (typeof SOFTMAX_CHOICES)[number];

type Topology = Readonly<Record<string, unknown>>;

/** What a network's ten outputs are by its last operation, where its file does not tell. */
export function outputKind({ plan }: Pick<LoadedNetwork, 'plan'>): OutputKind {
  let last = plan.operations.find(({ output }) => output === plan.output);
  while (last?.kind === 'reshape') {
    const { input } = last;
    last = plan.operations.find(({ output }) => output === input);
  }
  if (last?.kind === 'softmax') return 'probabilities';
  const activation = last && 'activation' in last ? last.activation.kind : 'linear';
  // Ten chances of their own: they need no more than to be brought to a sum of 1.
  return activation === 'sigmoid' || activation === 'hardSigmoid' ? 'probabilities' : 'logits';
}

/** @throws ScriptError `bad-option` where a softmax would be put on probabilities. */
export function needsSoftmax(choice: SoftmaxChoice, kind: OutputKind): boolean {
  if (choice === 'always' && kind === 'probabilities') {
    throw new ScriptError(
      'bad-option',
      '--append-softmax always: the network gives probabilities already; leave the option out.',
    );
  }
  return choice !== 'never' && kind === 'logits';
}

/** The same model with a Softmax layer behind its output. */
export function appendSoftmax(topology: Topology): Topology {
  const given = topology['config'];
  const config = (Array.isArray(given) ? { layers: given } : given) as Topology;
  const layers = config['layers'] as readonly Topology[];
  const name = unusedName(layers);
  const layer = { class_name: 'Softmax', config: { name, axis: -1 } };
  if (topology['class_name'] === 'Sequential') {
    return { ...topology, config: { ...config, layers: [...layers, layer] } };
  }
  const outputs = config['output_layers'] as readonly unknown[];
  const [from, call] = (typeof outputs[0] === 'string' ? outputs : outputs[0]) as unknown[];
  const inbound_nodes = [[[from, call, 0, {}]]];
  return {
    ...topology,
    config: {
      ...config,
      layers: [...layers, { ...layer, name, inbound_nodes }],
      output_layers: [[name, 0, 0]],
    },
  };
}

function unusedName(layers: readonly Topology[]): string {
  const names = new Set(
    layers.flatMap((layer) => [layer['name'], (layer['config'] as Topology)['name']]),
  );
  let name = 'softmax';
  for (let number = 1; names.has(name); number++) name = `softmax_${number}`;
  return name;
}
