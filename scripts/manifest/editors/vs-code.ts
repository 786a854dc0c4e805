import type { ElementDeclaration } from '../manifest.js';
import { literalsOf } from '../type-text.js';

const VERSION = 1.1;

/** Custom data for `html.customData` of VS Code: the elements and their attributes. */
export function htmlCustomData(elements: readonly ElementDeclaration[]): object {
  return {
    version: VERSION,
    tags: elements.map(({ tagName, attributes, ...element }) => ({
      name: tagName,
      description: element.description,
      attributes: attributes.map(({ name, type, description, default: initial }) => ({
        name,
        description: initial ? `${description} Default: ${initial}.` : description,
        // A set of one value, `v`, is what VS Code takes for an attribute without a value.
        ...(type!.text === 'boolean'
          ? { valueSet: 'v' }
          : { values: literalsOf(type!.text).map((value) => ({ name: value })) }),
      })),
    })),
  };
}

/** Custom data for `css.customData` of VS Code: what dresses the elements. */
export function cssCustomData(elements: readonly ElementDeclaration[]): object {
  return {
    version: VERSION,
    properties: described(elements.flatMap(({ cssProperties = [] }) => cssProperties)),
    pseudoElements: described(
      elements.flatMap(({ cssParts = [] }) =>
        cssParts.map((part) => ({ ...part, name: `::part(${part.name})` })),
      ),
    ),
    pseudoClasses: described(
      elements.flatMap(({ cssStates = [] }) =>
        cssStates.map((state) => ({ ...state, name: `:state(${state.name})` })),
      ),
    ),
  };
}

/** Each name once: the elements share some, and the first says most. */
function described(
  items: readonly { readonly name: string; readonly description?: string }[],
): object[] {
  const first = new Map([...items].reverse().map((item) => [item.name, item.description]));
  return [...first].map(([name, description]) => ({ name, description })).reverse();
}
