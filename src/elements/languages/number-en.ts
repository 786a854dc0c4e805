import type { NumberStrings } from '../number-strings.js';

export const en: NumberStrings = {
  numberField: 'Handwritten number',
  writeNumber: 'Write a number',
  numberInstructions: 'Write a number, or type one.',
  keyboard: 'Keyboard',
  digits: 'Digits',
  change: (d) => `Change ${d}`,
  split: 'Split',
  insert: 'Insert before',
  join: 'Join with next',
  delete: 'Delete',
  eitherOr: (a, b) => `${a} or ${b}`,
  numberMissing: 'Please write a number.',
  unreadableNumber: "Can't read this. Try again or type it.",
  unclearNumber: (d) => `This looks like ${d}, but it is not clear. Please write it again.`,
  notANumber: 'Please enter a number.',
  tooSmallNumber: (d) => `Must be ${d} or more.`,
  tooLargeNumber: (d) => `Must be ${d} or less.`,
  notAStep: (d) => `Nearest allowed number: ${d}.`,
  tooShort: (d) => `Needs at least ${d} digits.`,
  tooLong: (d) => `Must not have more than ${d} digits.`,
};
