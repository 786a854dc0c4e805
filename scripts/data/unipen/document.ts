import { DEFAULT_COLUMNS, readColumns, readPoints, type Component } from './component.js';
import { readSegment, type Segment } from './segment.js';
import { textOf, type Statement } from './statement.js';

/** What this project needs of a UNIPEN file. */
export interface UnipenDocument {
  readonly components: readonly Component[];
  readonly segments: readonly Segment[];
}

/**
 * Collects pen components and segments; what else the format knows is passed over. A component ends
 * at the next statement of any kind, so a missing `.PEN_UP` does no harm; one without a point, which
 * many files have between strokes, is none.
 *
 * @param level decides by its name, in capitals, whether segments of that level are kept.
 * @throws ScriptError `data-damaged`, naming the file and the line.
 */
export function readDocument(
  statements: Iterable<Statement>,
  level: (name: string) => boolean,
): UnipenDocument {
  const components: Component[] = [];
  const segments: Segment[] = [];
  let columns = DEFAULT_COLUMNS;
  let writer: string | null = null;
  let latest: Segment | null = null;

  for (const statement of statements) {
    switch (statement.keyword) {
      case 'COORD':
        columns = readColumns(statement);
        break;
      case 'WRITER_ID':
        writer = textOf(statement) || null;
        break;
      case 'PEN_DOWN':
      case 'PEN_UP': {
        const points = readPoints(statement, columns);
        const down = statement.keyword === 'PEN_DOWN';
        if (points.length > 0) components.push({ down, points, writer });
        break;
      }
      case 'SEGMENT':
        latest = null;
        // Of other levels nothing is asked, so nothing in them need be right.
        if (!level(textOf(statement).split(' ', 1)[0]!.toUpperCase())) break;
        latest = readSegment(statement, components.length);
        segments.push(latest);
        break;
      case 'COMMENT':
        if (latest) latest.comment ??= textOf(statement);
        break;
    }
  }
  return { components, segments };
}
