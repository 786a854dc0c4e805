import { Command } from 'commander';
import { runCommand, wholeNumber } from '../../lib/cli.js';
import { trainNumbers, type NumberTraining } from './train-numbers.js';

const command = new Command('train:number')
  .description('Trains the weights that group the strokes of a number, and writes them as code.')
  .option('--data <dir>', 'holds strokes/, letters/ and numbers/', 'data')
  .option('--out <file>', 'where the weights go', 'src/recognizer/number-weights.ts')
  .option('--count <n>', 'how many numbers are composed', wholeNumber(1), 3000)
  .option('--seed <n>', 'the same seed gives the same weights', wholeNumber(0), 1)
  .action((request: NumberTraining) => trainNumbers(request));

await runCommand(command);
