import { digitOf, isDigitLevel, turnedUpright, type StrokeDigit } from '../stroke-digit.js';
import { cutStrokes } from '../unipen/delineation.js';
import { readDocument } from '../unipen/document.js';
import { fault } from '../unipen/fault.js';
import { readWithIncludes, type FindFile } from '../unipen/include.js';

/**
 * Reads the digits that one file of the UNIPEN CD-ROM labels; the ink is in the files that it
 * includes.
 *
 * @param contributor three letters, which make the writer's name unique: `apa`.
 * @param file names the file in messages.
 * @throws ScriptError `data-damaged`, naming file and line.
 */
export function readDigits(
  contributor: string,
  text: string,
  file: string,
  find: FindFile,
): StrokeDigit[] {
  const { components, segments } = readDocument(readWithIncludes(text, file, find), isDigitLevel);
  return segments.flatMap((segment) => {
    const label = digitOf(segment);
    if (label === null) return [];
    const strokes = cutStrokes(segment.delineation, components, segment);
    const writer = components[parseInt(segment.delineation)]!.writer;
    if (writer === null) throw fault(segment, 'no .WRITER_ID says who wrote this');
    return [turnedUpright(label, `${contributor}-${writer}`, strokes, segment)];
  });
}
