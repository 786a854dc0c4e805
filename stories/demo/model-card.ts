import type { LoadedNetwork } from '../../src/graph/index.js';
import { grouped, kilobytes, percent } from '../../scripts/lib/figures.js';

/** The entries of a network's card by name, without those that its descriptor lacks. */
export function cardOf({ name, plan, metadata, bytes }: LoadedNetwork): [string, string][] {
  const { title, description, trainedOn, license, source, scores, preparation } = metadata;
  const { box, centre, penWidth } = preparation;
  const rows: [string, string | undefined][] = [
    ['Name', title ?? (name || 'without a name')],
    ['Reads', description],
    ['Trained on', trainedOn],
    ['Weights', `${grouped(plan.weightCount)}, ${kilobytes(bytes)} with the descriptor`],
    ['Multiply-adds', grouped(plan.multiplyAdds)],
    ['Prepared', `box ${box}, pen ${penWidth}, centered by ${centre}`],
    ['Reads right', scores && scoresText(scores)],
    ['License', license],
    ['Made by', source],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

/** `mnist-test 99.50 %, mnist-valid 99.32 %` */
function scoresText(scores: Readonly<Record<string, number>>): string {
  return Object.entries(scores)
    .map(([set, share]) => `${set} ${percent(share)}`)
    .join(', ');
}

export function showCard(list: Element, network: LoadedNetwork): void {
  list.replaceChildren(
    ...cardOf(network).map(([name, value]) => {
      const row = document.createElement('div');
      row.append(element('dt', name), element('dd', value));
      return row;
    }),
  );
}

function element(tag: 'dt' | 'dd', text: string): HTMLElement {
  const result = document.createElement(tag);
  result.textContent = text;
  return result;
}
