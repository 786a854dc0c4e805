import type { DescriptorMetadata } from '../../src/graph/index.js';
import { percent } from '../lib/figures.js';
import { type Dataset, slice } from '../lib/dataset.js';
import type { DescriptorFiles } from '../lib/descriptor.js';
import { shareRead } from './agreement.js';

type NetworkInput = DescriptorMetadata['input'];

/** How networks have their digits prepared in training, most of them. */
const SCALES: readonly Omit<NetworkInput, 'foreground'>[] = [
  { range: [0, 1] },
  { range: [0, 255] },
  { range: [-1, 1] },
  // transforms.Normalize((0.1307,), (0.3081,)) of PyTorch's own example
  { range: [0, 1], mean: 0.1307, deviation: 0.3081 },
];
const CONVENTIONS = (['rows', 'columns'] as const).flatMap((layout) =>
  (['light', 'dark'] as const).flatMap((foreground) =>
    SCALES.map((scale) => ({ ...scale, foreground, layout })),
  ),
);

/** Digits that tell: by chance, accuracy on so many is off by half a point. */
const TRIED = 1000;

/** Less is chance, or what any network gains from a little more contrast. */
const JUMP = 0.01;

/**
 * Tries the conventions that people train with, and says which the network was made for.
 *
 * @param write the network with another input
 * @param chosen what is converted now
 * @param said options that somebody gave: they are taken as they are
 */
export async function suggestInput(
  write: (input: NetworkInput) => DescriptorFiles,
  chosen: NetworkInput,
  said: Partial<NetworkInput>,
  test: Dataset,
): Promise<string> {
  const some = slice(test, 0, Math.min(TRIED, test.labels.length));
  const measure = async (input: NetworkInput) => ({
    input,
    share: await shareRead('trying inputs', write(input), some),
  });
  const now = await measure(chosen);
  let best = now;
  for (const convention of CONVENTIONS) {
    // Few networks are trained on transposed digits.
    if (convention.layout === 'columns' && best.share > 0.9) break;
    const tried = await measure({ ...convention, ...said });
    if (tried.share > best.share) best = tried;
  }
  const of = `of ${some.labels.length} digits`;
  if (best.share <= now.share + JUMP) {
    return `No usual input is read better than the one it is given now (${percent(now.share)} ${of}).`;
  }
  return (
    `This network was made for another input: with ${optionsOf(best.input, chosen)} it reads ` +
    `${percent(best.share)} ${of}, now ${percent(now.share)}. Convert it again with that.`
  );
}

/** `--input-range 0..255 --foreground dark`: where the input is not the chosen one. */
function optionsOf(input: NetworkInput, chosen: NetworkInput): string {
  const spell = ({ range, foreground, mean = 0, deviation = 1, layout = 'rows' }: NetworkInput) => [
    `--input-range ${range.join('..')}`,
    `--foreground ${foreground}`,
    `--input-mean ${mean}`,
    `--input-std ${deviation}`,
    `--input-layout ${layout}`,
  ];
  const now = spell(chosen);
  return spell(input)
    .filter((option, at) => option !== now[at])
    .join(' ');
}
