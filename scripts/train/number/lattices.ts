import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadDescriptor, type Plan, withoutSoftmax } from '../../../src/graph/index.js';
import { findGroups, measurePair } from '../../../src/ink/groups.js';
import { type Drawing, drawingToImage, IMAGE_LENGTH } from '../../../src/ink/index.js';
import { drawingOfPieces, layOutLine, type Line, type Piece } from '../../../src/ink/line.js';
import {
  buildGraph,
  type Candidate,
  createCandidates,
  type Kind,
  type Node,
  type Read,
  readLogits,
  type WeightPart,
} from '../../../src/ink/lattice.js';
import { CLASSES } from '../../lib/dataset.js';
import { fileFetch, importBuilt } from '../../lib/files.js';
import type { NumberSample } from './samples.js';

/** What the weights of one part are multiplied with, at one place of a lattice. */
export interface Row {
  readonly part: WeightPart;
  readonly features: readonly number[];
}

/** A way to add a group: between two nodes by their index; rows by theirs, -1 for none. */
export interface LatticeArc {
  readonly from: number;
  readonly to: number;
  readonly single: number;
  readonly pair: number;
}

/** All groupings of a number, and the right one. */
export interface TrainingLattice {
  readonly rows: readonly Row[];
  readonly nodes: number;
  readonly ends: readonly number[];
  /** By the node that they begin at, ascending. */
  readonly arcs: readonly LatticeArc[];
  /** Indices of arcs. */
  readonly right: readonly number[];
}

export interface ReadSample {
  readonly sample: NumberSample;
  readonly line: Line;
  readonly candidates: readonly Candidate[];
}

/** Reads drawings of single digits. */
export type ReadDrawings = (drawings: readonly Drawing[]) => Promise<readonly Read[]>;

/** What is used of `dist/backends/wasm.js`: see src/backends/backend.ts. */
interface BuiltBackend {
  createBackend(): Promise<{
    compile(plan: Plan): Promise<{
      run(images: Float32Array, count: number): Promise<Float32Array>;
    }>;
  }>;
}

/** Reads with the bundled network. @throws ScriptError `not-built` */
export async function createReader(): Promise<ReadDrawings> {
  const { createBackend } = await importBuilt<BuiltBackend>('backends/wasm.js');
  const { href } = pathToFileURL(BUNDLED);
  const { plan, metadata } = await loadDescriptor(href, { fetch: fileFetch });
  const backend = await createBackend();
  const executable = await backend.compile(withoutSoftmax(plan) ?? plan);
  return async (drawings) => {
    const images = new Float32Array(drawings.length * IMAGE_LENGTH);
    drawings.forEach((drawing, i) => {
      const image = images.subarray(i * IMAGE_LENGTH, (i + 1) * IMAGE_LENGTH);
      drawingToImage(drawing, metadata.preparation, image);
    });
    const outputs = await executable.run(images, drawings.length);
    // The digits come first; a network may have an output more, for what is no digit.
    const size = outputs.length / drawings.length;
    return drawings.map((_, i) => {
      const own = outputs.subarray(i * size, (i + 1) * size);
      return readLogits([...own.subarray(0, CLASSES)], own[metadata.notADigit ?? size]);
    });
  };
}

const BUNDLED = fileURLToPath(new URL('../../../models/pen/model.json', import.meta.url));

/** Lays out numbers and reads all their candidates. Those of too many strokes are left out. */
export async function readSamples(
  readDrawings: ReadDrawings,
  samples: readonly NumberSample[],
): Promise<ReadSample[]> {
  const read: ReadSample[] = [];
  for (const sample of samples) {
    const line = layOutLine(sample.drawing);
    if (!line) continue;
    const groups = findGroups(line);
    const reads = await readDrawings(
      groups.map(({ pieces }) => drawingOfPieces(sample.drawing, pieces)),
    );
    read.push({ sample, line, candidates: createCandidates(groups, reads) });
  }
  return read;
}

/** @returns null if the right grouping is not among those of the lattice */
export function createTrainingLattice(
  { sample, line, candidates }: ReadSample,
  signed: boolean,
  decimal: boolean,
): TrainingLattice | null {
  const right = rightCandidates(sample, line, candidates);
  if (!right) return null;
  const full = 2 ** line.pieces.length - 1;
  const grammar = { signed, decimal, minLength: 1, maxLength: Infinity };
  const nodes = buildGraph(candidates, full, grammar);
  if (!nodes) return null;
  const places = new Map(nodes.map((node, index) => [node, index]));
  const rows: Row[] = [];
  const known = new Map<string, number>();
  const row = (key: string, part: WeightPart, features: () => readonly number[]): number => {
    const place = known.get(key) ?? rows.push({ part, features: features() }) - 1;
    known.set(key, place);
    return place;
  };
  const arcs: LatticeArc[] = [];
  const onWay = new Set<Node>([nodes[0]!]);
  const way: number[] = [];
  nodes.forEach((node, from) => {
    for (const { candidate, kind, to } of node.arcs) {
      const { index } = candidate;
      const single = row(`${index} ${kind}`, kind, () => candidate.features[kind]!);
      const { last } = node;
      const pair =
        kind === 'digit' && last
          ? row(`${last.index}+${index}`, 'pair', () => measurePair(line, last, candidate))
          : -1;
      if (onWay.has(node) && right.get(candidate) === kind) {
        onWay.add(to);
        way.push(arcs.length);
      }
      arcs.push({ from, to: places.get(to)!, single, pair });
    }
  });
  if (![...onWay].some(({ isEnd }) => isEnd)) return null;
  const ends = nodes.flatMap(({ isEnd }, index) => (isEnd ? [index] : []));
  return { rows, nodes: nodes.length, ends, arcs, right: way };
}

/** The groups that are characters, with what they are; null if one is not a candidate. */
function rightCandidates(
  { label, owners }: NumberSample,
  line: Line,
  candidates: readonly Candidate[],
): Map<Candidate, Kind> | null {
  if (!owners) return null;
  const ownerOf = line.pieces.map((piece) => majority(owners, piece));
  const right = new Map<Candidate, Kind>();
  const add = (mask: number, kind: Kind): boolean => {
    const found = candidates.find((candidate) => candidate.mask === mask);
    if (found) right.set(found, kind);
    return found?.features[kind] !== undefined;
  };
  const isThere = [...label].every((text, character) => {
    const mask = ownerOf.reduce<number>(
      (sum, owner, index) => (owner === character ? sum | (1 << index) : sum),
      0,
    );
    return add(mask, text === '-' ? 'minus' : text === '.' ? 'point' : 'digit');
  });
  const areSpecks = ownerOf.every((owner, index) => owner !== -1 || add(1 << index, 'speck'));
  return isThere && areSpecks && !ownerOf.includes(null) ? right : null;
}

/** Whose most of a piece's points are; null if it is nobody's by far. */
function majority(
  owners: readonly (readonly number[])[],
  { stroke, from, to }: Piece,
): number | null {
  const counts = new Map<number, number>();
  const own = owners[stroke]!.slice(from, to + 1);
  for (const owner of own) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const [owner, count] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one));
  return count >= 0.7 * own.length ? owner : null;
}
