import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { numberBetween, wholeNumber, runCommand } from '../lib/cli.js';
import { ENGINES } from './engine/engine.js';
import { QUANTIZATIONS } from '../lib/descriptor.js';
import { runTraining, type TrainingRequest } from './run-training.js';

type Flags = Omit<TrainingRequest, 'checkpoint'> & { readonly checkpoint?: string };

const count = wholeNumber(1);
const bits = numberBetween(1, 7);
const rate = numberBetween(0, 1);

const command = new Command('train')
  .description('Trains a network and writes it as a descriptor that the element loads.')
  .requiredOption('--architecture <name>', 'a file of scripts/train/architectures, without .ts')
  .option('--data <dir>', 'holds mnist/ and strokes/, as npm run data leaves them', 'data')
  .requiredOption('--out <dir>', 'where model.json and the weights go')
  .option(
    '--from <dir...>',
    'begin with the weights of a network trained before, or the mean of several; one named twice counts twice',
  )
  .option(
    '--epochs <n>',
    'passes over the data, 0 for none; default: the architecture’s',
    wholeNumber(0),
  )
  .option('--batch-size <n>', 'images a step; default: the architecture’s', count)
  .option('--seed <n>', 'the same seed gives the same weights', wholeNumber(0), 1)
  .option('--limit <n>', 'train on the first n samples of each collection only', count)
  .option('--epoch-size <n>', 'samples an epoch; default: the architecture’s', count)
  .option('--learning-rate <rate>', 'at its highest; default: the architecture’s', rate)
  .addOption(new Option('--backend <name>', 'what computes').choices(ENGINES).default('wasm'))
  .option('--resume', 'go on from the checkpoint', false)
  .option('--checkpoint <file>', 'default: .checkpoints/<name of --out>.checkpoint')
  .addOption(
    new Option('--quantize <type>', 'how weights are stored')
      .choices(QUANTIZATIONS)
      .default('uint8'),
  )
  .option('--bits <n>', 'round so that a weight packs into n bits; default: as uint8 allows', bits)
  .action(async (flags: Flags) => {
    const name = `${basename(flags.out)}.checkpoint`;
    const checkpoint = flags.checkpoint ?? join('.checkpoints', name);
    const finished = await runTraining({ ...flags, checkpoint });
    // As shells report a process that Ctrl-C ended.
    if (!finished) process.exitCode = 130;
  });

await runCommand(command);
