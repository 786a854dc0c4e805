import { OPERATORS } from '../evaluate/operators.js';
import type { Call, Translation } from './call.js';
import type { FlowDraft } from './flow.js';

/** A node that moves numbers and computes none: what it does to the value, it does to its order. */
export const view: Translation = (call) => viewed(call);

/** A view worth a word. */
export const dropped: Translation = (call) => {
  call.note(`${call.node.where}: dropped, it changes nothing once trained`);
  return viewed(call);
};

function viewed({ node, flows, constants, dims }: Call): FlowDraft {
  const flow = flows[0];
  const operator = OPERATORS.get(node.opType);
  if (!flow || !operator) throw node.unsupported('its first input is constant, its others are not');
  const order = { dims: dims[0]!, data: flow.order };
  return { ...flow, order: operator(node, [order, ...constants.slice(1)]).data };
}
