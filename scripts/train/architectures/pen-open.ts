import type { Architecture } from '../architecture.js';
import pen from './pen.js';

const { letters, nonDigits, strokes, ...others } = pen.training.mix;

/** The bundled network's layers and training, on MNIST and pendigits alone: nobody restricts these to research. */
const architecture: Architecture = {
  ...pen,
  description: 'Reads digits of pens, mice and fingers, and MNIST. Trained on open data alone.',
  training: {
    ...pen.training,
    mix: {
      ...others,
      strokes: { ...strokes!, source: 'pendigits' },
      // Without letters, what is no digit is learned from drawings made by code.
      nonDigits: { share: nonDigits!.share + letters!.share },
    },
  },
};

export default architecture;
