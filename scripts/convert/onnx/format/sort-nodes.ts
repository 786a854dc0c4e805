import { ScriptError } from '../../../lib/script-error.js';
import type { OnnxNode } from '../node.js';

/**
 * The nodes that `output` depends on, each after those it reads from.
 *
 * @param given names of values that no node computes
 * @throws ScriptError `bad-network` if one reads what nothing computes, or its own result
 */
export function sortNodes(
  nodes: readonly OnnxNode[],
  given: ReadonlySet<string>,
  output: string,
): OnnxNode[] {
  const makers = findMakers(nodes, given);
  const sorted: OnnxNode[] = [];
  const state = new Map<OnnxNode, 'open' | 'done'>();
  const makerOf = (value: string, reader: string): OnnxNode | undefined => {
    if (value === '' || given.has(value)) return undefined;
    const maker = makers.get(value);
    if (!maker) {
      throw new ScriptError('bad-network', `${reader} reads ${value}, which nothing computes`);
    }
    if (state.get(maker) === 'open') throw maker.bad('it depends on its own result');
    return state.get(maker) === 'done' ? undefined : maker;
  };
  const first = makerOf(output, 'the output of the graph');
  const open = first ? [first] : [];
  // A stack of its own: a chain may be deeper than the engine's.
  while (open.length > 0) {
    const node = open.at(-1)!;
    state.delete(node);
    const next = node.inputs
      .map((value) => makerOf(value, node.where))
      .find((maker) => maker !== undefined);
    state.set(node, 'open');
    if (next === node) throw node.bad('it depends on its own result');
    if (next) {
      open.push(next);
      continue;
    }
    state.set(node, 'done');
    sorted.push(node);
    open.pop();
  }
  return sorted;
}

function findMakers(nodes: readonly OnnxNode[], given: ReadonlySet<string>): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const value of node.outputs) {
      if (value === '') continue;
      if (makers.has(value) || given.has(value)) {
        throw node.bad(`its result ${value} has a name that another value has`);
      }
      makers.set(value, node);
    }
  }
  return makers;
}
