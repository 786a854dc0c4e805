import { NOT_A_DIGIT_COLLECTION } from './samples/collection.js';

/** By the beginning of a source's name. */
const CREDITS: readonly (readonly [beginning: string, credit: string])[] = [
  ['mnist', 'MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0)'],
  ['pendigits', 'Pen-Based Recognition of Handwritten Digits (Alpaydin, Alimoglu; UCI; CC BY 4.0)'],
  ['unipen', 'UNIPEN train_r01_v07, category 1a (International Unipen Foundation; CC BY 4.0)'],
];

/** What a network was trained on; sources that nobody here knows are told by their own names. */
export function creditsOf(sources: readonly string[]): string {
  const credits = sources
    .filter((source) => source !== NOT_A_DIGIT_COLLECTION)
    .map((source) => CREDITS.find(([beginning]) => source.startsWith(beginning))?.[1] ?? source);
  return [...new Set(credits)].join(', ');
}
