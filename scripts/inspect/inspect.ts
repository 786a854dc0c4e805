import { Command } from 'commander';
import { pathToFileURL } from 'node:url';
import { type DescriptorMetadata, loadDescriptor } from '../../src/graph/index.js';
import { descriptorPath, readNetworkFacts } from '../evaluate/built-recognizer.js';
import { grouped, kilobytes, percent } from '../lib/figures.js';
import { tableMarkdown } from '../lib/cli.js';
import { operationsTable } from '../lib/descriptor.js';
import { fileFetch } from '../lib/files.js';

/**
 * Prints a descriptor: its layers, what they cost, and its metadata.
 *
 * @param path of the file, or of its folder.
 * @throws ScriptError `data-missing`; DescriptorError where the network cannot be used.
 */
async function inspect(path: string): Promise<void> {
  const file = descriptorPath(path);
  const facts = await readNetworkFacts(file);
  const { metadata } = await loadDescriptor(pathToFileURL(file).href, { fetch: fileFetch });
  console.log(`${facts.path}${facts.name === '' ? '' : `: ${facts.name}`}\n`);
  console.log(`${tableMarkdown(operationsTable(facts.operations))}\n`);
  const size = `${grouped(facts.bytes)} bytes (${kilobytes(facts.gzipped)} gzipped)`;
  const lines = [...linesOf(metadata), ['weights', size] as const];
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  for (const [name, value] of lines) console.log(`${name.padEnd(width)}${value}`);
}

function linesOf(metadata: DescriptorMetadata): [name: string, value: string][] {
  const { input, preparation, output, labels, notADigit, weights, scores = {} } = metadata;
  const texts = (['description', 'source', 'trainedOn', 'license'] as const).flatMap(
    (key): [string, string][] =>
      metadata[key] === undefined ? [] : [[TITLES[key], metadata[key]]],
  );
  const { box, centre, penWidth } = preparation;
  const outputs = ['the digits', ...labels];
  if (notADigit !== undefined) outputs.splice(notADigit + 1, 0, '“not a digit”');
  return [
    ...texts,
    ['input', describeInput(input)],
    ['preparation', `box ${box}, centered by ${centre}, pen ${penWidth} pixels wide`],
    ['output', `${output} of ${outputs.join(' ')}`],
    ...Object.entries(scores).map(([name, score]): [string, string] => [name, percent(score)]),
    [
      'digests',
      weights.length === 0 ? 'none' : weights.map(({ sha256 }) => `SHA-256 ${sha256}`).join(' '),
    ],
  ];
}

/** `0 to 1, light ink, less 0.1307, divided by 0.3081` */
function describeInput({
  range,
  foreground,
  mean = 0,
  deviation = 1,
  layout = 'rows',
}: DescriptorMetadata['input']): string {
  const parts = [range.join(' to '), `${foreground} ink`];
  if (mean !== 0) parts.push(`less ${mean}`);
  if (deviation !== 1) parts.push(`divided by ${deviation}`);
  if (layout === 'columns') parts.push('column by column');
  return parts.join(', ');
}

const TITLES = {
  description: 'description',
  source: 'source',
  trainedOn: 'trained on',
  license: 'license',
} as const;

/** `inspect DESCRIPTOR` */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Prints the layers of a descriptor, what they cost, and what it says of itself.')
    .argument('<descriptor>', 'a model.json, or its folder')
    .action(inspect);
}
