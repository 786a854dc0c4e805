import protobuf from 'protobufjs';
import { ScriptError } from '../../../lib/script-error.js';
import { reasonOf } from '../../../lib/reason.js';

/** Messages within messages, by their number in onnx.proto; of others only the length is read. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 8: 'opset_import' },
  graph: { 1: 'node', 5: 'initializer', 11: 'input', 12: 'output' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor' },
  opset_import: {},
  initializer: {},
  tensor: {},
  input: { 2: 'type' },
  output: { 2: 'type' },
  type: { 1: 'tensor_type' },
  tensor_type: { 2: 'shape' },
  shape: { 1: 'dimension' },
  dimension: {},
};

/** Lists of numbers that decoding takes apart: each number counts, a byte at the least. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  attribute: [7, 8],
  initializer: [1],
  tensor: [1],
};

/** Lists of numbers that are taken as packed bytes, as every writer of ONNX packs them. */
const PACKED: Readonly<Record<string, readonly number[]>> = {
  initializer: [4, 5, 7, 10],
  tensor: [4, 5, 7, 10],
};

/** Hundreds of times what a digit network has. */
const MOST_FIELDS = 2 ** 19;

const LENGTH_DELIMITED = 2;

/**
 * Walks through a file's messages without keeping anything, so that decoding it afterwards is known
 * to take no more memory than a few times the file.
 *
 * @throws ScriptError `bad-network` where the file ends or makes no sense, with the place;
 *   `unsupported-network` where it has too many parts
 */
export function scan(bytes: Uint8Array, path: string): void {
  const reader = protobuf.Reader.create(bytes);
  /** What is being read, outermost first, for the message of an error. */
  const place: string[] = [];
  let fields = 0;
  const count = (more: number): void => {
    fields += more;
    if (fields <= MOST_FIELDS) return;
    throw new ScriptError(
      'unsupported-network',
      `${path} has more than ${MOST_FIELDS} fields, far more than a digit network; is it the right file?`,
    );
  };
  const walk = (message: string, end: number): void => {
    const seen = new Map<string, number>();
    while (reader.pos < end) {
      count(1);
      const tag = reader.uint32();
      const [field, wire] = [tag >>> 3, tag & 7];
      if (PACKED[message]?.includes(field) && wire !== LENGTH_DELIMITED) {
        throw new Error('numbers of a tensor are not packed');
      }
      if (wire !== LENGTH_DELIMITED) {
        reader.skipType(wire);
        continue;
      }
      const length = reader.uint32();
      const inner = MESSAGES[message]?.[field];
      const index = seen.get(inner ?? '') ?? 0;
      if (inner !== undefined) {
        seen.set(inner, index + 1);
        place.push(`${inner} ${index + 1}`);
      }
      const innerEnd = reader.pos + length;
      if (innerEnd > end) {
        throw new Error(`${length} bytes are announced where ${end - reader.pos} are left`);
      }
      if (NUMBERS[message]?.includes(field)) count(length);
      if (inner === undefined) reader.skip(length);
      else walk(inner, innerEnd);
      if (reader.pos !== innerEnd) throw new Error('a field runs past the end of its message');
      if (inner !== undefined) place.pop();
    }
  };
  try {
    walk('model', bytes.length);
  } catch (cause) {
    if (cause instanceof ScriptError) throw cause;
    const where = place.length > 0 ? `, in ${place.join(', ')}` : '';
    throw new ScriptError(
      'bad-network',
      `${path} is cut short or not ONNX: it breaks at byte ${reader.pos} of ${bytes.length}${where} (${reasonOf(cause)}); fetch or export it again`,
      { cause },
    );
  }
}
