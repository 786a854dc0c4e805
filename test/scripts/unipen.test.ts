import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDigits } from '../../scripts/data/cdrom.js';
import {
  cutStrokes,
  readDocument,
  type UnipenDocument,
  readWithIncludes,
  readStatements,
} from '../../scripts/data/unipen.js';
const ANY = (): boolean => true;

function read(...lines: string[]): UnipenDocument {
  return readDocument(readStatements(lines.join('\n'), 'x.dat'), ANY);
}

const PLACE = { file: 'x.dat', line: 7 };

test('components are what stands between pen-down and pen-up, and the pen’s way in the air', () => {
  const { components } = read(
    ...['.COORD X Y', '.WRITER_ID ann', '.PEN_DOWN', '1 2', ' 3\t4 ', '.PEN_UP', '5 6', '.DT 100'],
    ...['.PEN_DOWN', '', '-7 8.5', '.PEN_UP'],
  );
  assert.deepEqual(components, [
    { down: true, points: [1, 2, 3, 4], writer: 'ann' },
    { down: false, points: [5, 6], writer: 'ann' },
    { down: true, points: [-7, 8.5], writer: 'ann' },
  ]);
});

test('a component without points is none, a pen-up may be missing', () => {
  const { components } = read(
    ...['.PEN_UP', '.PEN_DOWN', '.PEN_UP', '.PEN_DOWN', '1 1', '.PEN_DOWN', '2 2'],
    ...['.COMMENT 9 9', '9 9', '.PEN_UP', '.PEN_UP', '.PEN_DOWN', '3 3'],
  );
  assert.deepEqual(
    components.map(({ points }) => points),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
});

test('.COORD says which numbers are x and y; numbers count, not lines', () => {
  const { components } = read(
    ...[
      '.COORD T Y X P',
      '.PEN_DOWN',
      '0 2 1 99',
      '8 4 3',
      '99',
      '.COORD x y',
      '.PEN_DOWN 5 6 7 8',
    ],
  );
  assert.deepEqual(
    components.map(({ points }) => points),
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
  );
});

test('lines may end in CR LF, and a number may begin with a dot', () => {
  const { components } = read(
    '.WRITER_ID  bo \r',
    '.PEN_DOWN\r',
    '.5 1\r',
    '2 -.25\r',
    '.PEN_UP\r',
  );
  assert.deepEqual(components, [{ down: true, points: [0.5, 1, 2, -0.25], writer: 'bo' }]);
});

test('what stands before the first keyword, and keywords nobody asks about, are passed over', () => {
  const { components, segments } = read(
    ...['a title', '12 34', '.COMMENT ### .PEN_DOWN in a comment', ' .PEN_DOWN too', '1 2'],
    ...['.ALPHABET "a" "\\""', '.WRITER_INFO', '\tFirst name: Ann', '.Y_DIM 200'],
  );
  assert.deepEqual([components, segments], [[], []]);
});

test('a segment has a level, components, quality and label', () => {
  const { segments } = read(
    ...[
      '.SEGMENT CHARACTER 0-1 ? "4"',
      '.PEN_DOWN',
      '1 1',
      '.segment word 2-3,5 OK "a \\"b\\" \\\\"',
    ],
    ...['.SEGMENT CHARACTER 3:5-4:10 "7"', '.SEGMENT TEXT 0-4, 6 BAD', '.SEGMENT DIGIT 9 ? ""'],
    ...['.SEGMENT CHARACTER 1 OK', '  "two', 'words"'],
  );
  assert.deepEqual(
    segments.map(({ level, delineation, label, position, line }) => {
      return [level, delineation, label, position, line];
    }),
    [
      ['CHARACTER', '0-1', '4', 0, 1],
      ['WORD', '2-3,5', 'a "b" \\', 1, 4],
      ['CHARACTER', '3:5-4:10', '7', 1, 5],
      ['TEXT', '0-4,6', null, 1, 6],
      ['DIGIT', '9', '', 1, 7],
      ['CHARACTER', '1', 'two words', 1, 8],
    ],
  );
});

test('a delineation cuts out whole components and parts of them, and only ink', () => {
  const { components } = read(
    ...['.PEN_DOWN 0 0 0 1 0 2', '.PEN_UP 1 0 1 1', '.PEN_DOWN 2 0 2 1 2 2', '.PEN_DOWN 3 0 3 1'],
  );
  const cut = (delineation: string): number[][] => cutStrokes(delineation, components, PLACE);
  const [first, , third, fourth] = components.map(({ points }) => [...points]);
  assert.deepEqual(cut('0'), [first]);
  assert.deepEqual(cut('1'), []);
  assert.deepEqual(cut('0-2'), [first, third]);
  assert.deepEqual(cut('3,0'), [fourth, first]);
  assert.deepEqual(cut('0:1-0:2'), [[0, 1, 0, 2]]);
  assert.deepEqual(cut('0:2-2:0'), [
    [0, 2],
    [2, 0],
  ]);
  assert.deepEqual(cut('2-3:0'), [third, [3, 0]]);
  assert.deepEqual(cut('2:2-3'), [[2, 2], fourth]);
  assert.deepEqual(cut('2:1'), [[2, 1]]);
});

test('a delineation that names what is not there is refused, with the line', () => {
  const { components } = read('.PEN_DOWN 0 0 0 1');
  const cases: [delineation: string, message: RegExp][] = [
    ['1', /^x\.dat, line 7: the segment 1 is not within the 1 components/],
    ['0-1', /is not within/],
    ['0:1-0:2', /component 0 has no points 1 to 2/],
    ['0:1-0:0', /component 0 has no points 1 to 0/],
    ['1-0', /ends before it begins/],
    ['?', /"\?" is not a range of components/],
    ['0,', /"" is not a range of components/],
  ];
  for (const [delineation, message] of cases) {
    assert.throws(() => cutStrokes(delineation, components, PLACE), {
      code: 'data-damaged',
      message,
    });
  }
});

test('a fault is told with its file and line', () => {
  const cases: [lines: string[], message: RegExp][] = [
    [['.PEN_DOWN', '1 2', '3 x'], /^x\.dat, line 3: "x" in \.PEN_DOWN is not a number\.$/],
    [['.WRITER_ID a', '.PEN_DOWN', '1 2', '3'], /^x\.dat, line 2: .*1 of the 2 numbers/],
    [['', '.COORD X P'], /^x\.dat, line 2: \.COORD X P has no X and Y\.$/],
    [['.SEGMENT CHARACTER'], /^x\.dat, line 1: \.SEGMENT CHARACTER is not a level/],
    [['.SEGMENT CHARACTER 1 OK "4'], /is not a level, components, quality and label/],
  ];
  for (const [lines, message] of cases) {
    assert.throws(() => read(...lines), { code: 'data-damaged', message });
  }
});

test('included files take the statement’s place, nested ones too', () => {
  const files: Record<string, string> = {
    'apa/a.doc': '.COORD Y X\n.INCLUDE apa/b.doc',
    'apa/b.doc': '.WRITER_ID cy',
    'apa/a.dat': '.PEN_DOWN\n1 2',
  };
  const main = '.INCLUDE apa/a.doc\r\n.INCLUDE apa/a.dat\n.PEN_DOWN 3 4';
  const { components } = readDocument(
    readWithIncludes(main, 'main.dat', (name) => files[name]),
    ANY,
  );
  assert.deepEqual(
    components.map(({ points, writer }) => [points, writer]),
    [
      [[2, 1], 'cy'],
      [[4, 3], 'cy'],
    ],
  );
});

test('a file to include that is missing or includes itself is told with who asks for it', () => {
  const files: Record<string, string> = { a: '.INCLUDE b', b: '\n.INCLUDE a', c: '.INCLUDE none' };
  const find = (name: string): string | undefined => files[name];
  const all = (name: string) => [...readWithIncludes(files[name]!, name, find)];
  assert.throws(() => all('a'), { code: 'data-damaged', message: 'b, line 2: a includes itself.' });
  assert.throws(() => all('c'), { message: 'c, line 1: the file to include, none, is missing.' });
});

const INK = [
  ...['.WRITER_ID dee', '.PEN_DOWN', '10 50', '10 20', '.PEN_UP', '.PEN_UP', '11 21', '.PEN_DOWN'],
  ...['5 40', '20 40', '.PEN_UP', '.WRITER_ID eve', '.PEN_DOWN', '0 0'],
].join('\n');

function digits(...segments: string[]) {
  const text = ['.INCLUDE apa/ink.dat', ...segments].join('\n');
  return readDigits('apa', text, 'apa/x.dat', (name) => (name === 'apa/ink.dat' ? INK : undefined));
}

test('a file of the CD-ROM gives its digits, y turned downwards, with their writers', () => {
  const found = digits('.SEGMENT CHARACTER 0-2 OK "4"', '.SEGMENT DIGIT 3 ? "1"');
  assert.deepEqual(found, [
    {
      label: 4,
      writer: 'apa-dee',
      strokes: [
        [10, 0, 10, 30],
        [5, 10, 20, 10],
      ],
    },
    { label: 1, writer: 'apa-eve', strokes: [[0, 0]] },
  ]);
});

test('segments of other levels and with other labels are not digits, whatever is in them', () => {
  const found = digits(
    ...['.SEGMENT WORD rubbish', '.SEGMENT TEXT', '.SEGMENT CHARACTER 0 OK "a"'],
    ...['.SEGMENT CHARACTER 0 OK "12"', '.SEGMENT CHARACTER 0 OK', '.SEGMENT CHARACTER 99 ? ""'],
  );
  assert.deepEqual(found, []);
});

test('a digit without ink or without a writer is a fault', () => {
  const message = 'apa/x.dat, line 2: the segment of a 4 has no ink.';
  assert.throws(() => digits('.SEGMENT CHARACTER 1 OK "4"'), { code: 'data-damaged', message });
  assert.throws(
    () => readDigits('apa', '.PEN_DOWN 1 1\n.SEGMENT DIGIT 0 ? "4"', 'y', () => undefined),
    { message: 'y, line 2: no .WRITER_ID says who wrote this.' },
  );
});
