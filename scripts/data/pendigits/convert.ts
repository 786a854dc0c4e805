import { digitOf, isDigitLevel, turnedUpright, type StrokeDigit } from '../stroke-digit.js';
import { readDocument } from '../unipen/document.js';
import { fault } from '../unipen/fault.js';
import { readStatements } from '../unipen/statement.js';

/**
 * Reads the digits of `pendigits-orig.tra`. It is in the UNIPEN format with ways of its own: a
 * segment owns the components that follow it, its number being the digit's and not a component's,
 * and a comment gives label, writer and the digit's number with that writer: `.COMMENT 8 12  224`.
 *
 * @param file names the file in messages.
 * @throws ScriptError `data-damaged`, naming the line.
 */
export function readPendigits(text: string, file: string): StrokeDigit[] {
  const { components, segments } = readDocument(readStatements(text, file), isDigitLevel);
  return segments.map((segment, index) => {
    const label = digitOf(segment);
    if (label === null) throw fault(segment, `the label is ${JSON.stringify(segment.label)}`);
    const [commented, writer] = segment.comment?.split(' ') ?? [];
    if (writer === undefined || Number(commented) !== label) {
      throw fault(segment, `the comment after the segment is not "${label}", writer and number`);
    }
    const own = components.slice(segment.position, segments[index + 1]?.position);
    const strokes = own.filter(({ down }) => down).map(({ points }) => points);
    return turnedUpright(label, `pendigits-${writer}`, strokes, segment);
  });
}
