import { readdir } from 'node:fs/promises';
import type { Preprocessing } from '../../src/ink/drawing.js';
import { ScriptError } from '../lib/cli.js';
import type { StrokeAugmentation } from './augmentation/augment-drawing.js';
import type { AffineRange } from './augmentation/distort-image.js';
import type { Layer } from './layers.js';

/** How a network is trained, unless the command line says otherwise. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's, at its highest; a cosine takes it down by the last step. */
  readonly learningRate: number;
  /** The part of all steps, 0–1, over which the learning rate rises from zero. */
  readonly warmup: number;
  /** The share of the learning rate, 0–1, that is left at the last step. */
  readonly finalRate: number;
  /** See `adamStep`. */
  readonly weightDecay: number;
  /** Added to the loss's targets: 0 is none, 0.1 takes a tenth of each target to all classes. */
  readonly labelSmoothing: number;
  /**
   * The exported weights are a running mean of those trained, kept by this part at each step (Polyak
   * and Juditsky 1992): 0 is the last step's alone.
   */
  readonly averaging: number;
  readonly mix: TrainingMix;
}

/** What is trained on, in which parts of an epoch; the shares add up to 1. */
export interface TrainingMix {
  /** Samples an epoch; default: as many as MNIST has. */
  readonly epochSize?: number;
  readonly mnist: { readonly share: number; readonly distortion: AffineRange };
  /** Every source of strokes in the data directory. */
  readonly strokes?: {
    readonly share: number;
    readonly augmentation: StrokeAugmentation;
    /** Only sources that begin so; default: all. */
    readonly source?: string;
  };
  /** Digits in unusual shapes, and ones with flags, drawn by code; needs strokes. */
  readonly unusual?: { readonly share: number };
  readonly flagged?: { readonly share: number };
  /** Letters that look like no digit; needs strokes, and a network with an output for them. */
  readonly letters?: { readonly share: number };
  /** Drawings that are no digit, by code; needs the same. */
  readonly nonDigits?: { readonly share: number };
}

/** What a file in `architectures/` exports by default. */
export interface Architecture {
  /** One sentence, for the descriptor. */
  readonly description: string;
  /** From the 28×28×1 image to ten digits, or these and no digit: the source of the training graph and of the topology. */
  readonly layers: readonly Layer[];
  /** How a drawing is to be prepared for this network. */
  readonly preparation: Preprocessing;
  readonly training: TrainingSettings;
}

const FOLDER = new URL('./architectures/', import.meta.url);

/**
 * The architecture in `architectures/NAME.ts`.
 *
 * @throws ScriptError `unknown-architecture`, listing those that there are.
 */
export async function findArchitecture(name: string): Promise<Architecture> {
  const files = await readdir(FOLDER);
  const names = files.map((file) => file.replace(/\.ts$/, '')).sort();
  if (!names.includes(name)) {
    throw new ScriptError(
      'unknown-architecture',
      `There is no architecture "${name}". There are: ${names.join(', ')}.`,
    );
  }
  const module = (await import(new URL(`${name}.ts`, FOLDER).href)) as { default: Architecture };
  return module.default;
}
