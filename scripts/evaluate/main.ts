import { Command, Option } from 'commander';
import { runCommand } from '../lib/cli.js';
import { evaluate, type EvaluationRequest } from './evaluate.js';

const command = new Command('evaluate')
  .description(
    'Measures a network through the package as built (npm run build): prints a table, and writes a ' +
      'page that shows every misread digit.',
  )
  .option('--data <dir>', 'holds mnist/ and, if there are any, strokes/', 'data')
  .option('--model <path>', 'a descriptor, or the folder of its model.json', 'models/pen')
  .addOption(
    new Option('--backend <name>', 'what computes').choices(['cpu', 'wasm']).default('cpu'),
  )
  .option('--report <file>', 'where the page goes', 'evaluation.html')
  .option('--wrong-labels <file>', 'a list of wrong labels for other data than the project’s')
  .option('--only-numbers', 'print the table of numbers and nothing else')
  .option('--only-hand', 'print how it learns the writers’ hands and nothing else')
  .option('--only-pictures', 'print the table of pictures and nothing else')
  .action((request: EvaluationRequest) => evaluate(request));

await runCommand(command);
