import { Command, InvalidArgumentError, Option } from 'commander';
import { numberBetween } from '../lib/cli.js';
import { QUANTIZATIONS } from '../lib/descriptor.js';
import { convert, type ConvertRequest, SOFTMAX_CHOICES } from './convert.js';
import { supported } from './formats.js';

const RANGES = { '0..1': [0, 1], '0..255': [0, 255], '-1..1': [-1, 1] } as const;

type RangeName = keyof typeof RANGES;

type Input = ConvertRequest['given'];

type Flags = Omit<ConvertRequest, 'input' | 'out' | 'given'> & {
  readonly inputRange?: RangeName;
  readonly foreground?: Input['foreground'];
  readonly inputMean?: number;
  readonly inputStd?: number;
  readonly inputLayout?: Input['layout'];
};

/** `convert INPUT OUTDIR` */
export function convertCommand(): Command {
  return new Command('convert')
    .description(
      'Turns a digit network that was trained elsewhere (28×28×1 in, ten classes or eleven out) into a ' +
        'descriptor that the element loads, and checks that it gives the same numbers.',
    )
    .argument('<input>', supported())
    .argument('<outdir>', 'where model.json and the weights go')
    .addOption(
      // Half the size at a cost that no accuracy shows; uint8 halves it again, and may cost some.
      new Option('--quantize <type>', 'how weights are stored')
        .choices(QUANTIZATIONS)
        .default('float16'),
    )
    .addOption(
      new Option('--input-range <range>', 'what the network takes for paper and ink').choices(
        Object.keys(RANGES),
      ),
    )
    .addOption(
      new Option('--foreground <shade>', 'light ink on dark, as MNIST, or the reverse').choices([
        'light',
        'dark',
      ]),
    )
    .option(
      '--input-mean <number>',
      'what training took off each pixel, in the range: 0.1307 in the examples of PyTorch',
      numberBetween(-255, 255),
    )
    .option(
      '--input-std <number>',
      'what training then divided it by: 0.3081 there',
      numberBetween(0.001, 255),
    )
    .addOption(
      new Option('--input-layout <order>', 'columns: transposed, as EMNIST has its digits').choices(
        ['rows', 'columns'],
      ),
    )
    .addOption(
      new Option('--append-softmax <when>', 'auto: where the network gives logits')
        .choices(SOFTMAX_CHOICES)
        .default('auto'),
    )
    .option('--labels <digits>', 'the digits of the outputs, such as 0123456789', tenDigits)
    .option(
      '--not-a-digit <output>',
      'which of eleven outputs, counted from 0, is for what is not a digit',
      outputIndex,
    )
    .option('--name <name>', 'what the network is called')
    .option('--topology <file>', 'the layers, for files that hold weights alone')
    .option('--verify <dir>', 'measures accuracy on the test images of MNIST there')
    .action((input: string, out: string, flags: Flags) => {
      const { inputRange, foreground, inputMean, inputStd, inputLayout, ...others } = flags;
      const given = {
        ...(inputRange && { range: RANGES[inputRange] }),
        ...(foreground && { foreground }),
        ...(inputMean !== undefined && { mean: inputMean }),
        ...(inputStd !== undefined && { deviation: inputStd }),
        ...(inputLayout && { layout: inputLayout }),
      };
      return convert({ input, out, given, ...others });
    });
}

function outputIndex(text: string): number {
  if (!/^(\d|10)$/.test(text)) throw new InvalidArgumentError('It must be a number from 0 to 10.');
  return Number(text);
}

function tenDigits(text: string): string[] {
  if ([...text].sort().join('') !== '0123456789') {
    throw new InvalidArgumentError('It must be the ten digits, each once.');
  }
  return [...text];
}
