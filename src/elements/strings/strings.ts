/**
 * Everything the elements say, in one language. Numbers come in as text that `Intl` made, in the
 * digits of that language.
 */
export interface Strings {
  /** The field's accessible name where it has no label. */
  readonly field: string;
  /** Invites to draw, on the empty surface. */
  readonly draw: string;
  /** The accessible name of a surface that stands alone. */
  readonly surface: string;
  /** How else a digit can be given; read out as the field's description. */
  readonly instructions: string;
  readonly toolbar: string;
  readonly undo: string;
  readonly redo: string;
  readonly clear: string;
  readonly probabilities: string;
  /** Names the buttons that correct a reading. */
  readonly alternatives: string;
  /** Stands before those buttons: "7 … or 1 9". */
  readonly or: string;
  /** What a button says that puts `digit` in place of the reading. */
  readonly correct: (digit: string) => string;
  /** The reading, as it is read out: "7, 98 percent". */
  readonly reading: (digit: string, percent: string) => string;
  /** Read out when the field was emptied. */
  readonly empty: string;
  readonly loading: string;
  readonly loadingFailed: string;
  readonly readingFailed: string;
  readonly retry: string;
  readonly valueMissing: string;
  /** The reading is too uncertain to be taken. */
  readonly unclear: (digit: string) => string;
  /** The drawing looks like no digit. */
  readonly unreadable: string;
  /** The drawing is no larger than a dot. */
  readonly tooSmall: string;
}
