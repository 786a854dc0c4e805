import { bad } from '../tensor.js';

/**
 * What a pickle names and this reader does not build, with what was made of it: it is passed over, and
 * no code of anybody runs.
 */
export class Unbuilt {
  /** `module.Class` */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Makes an object of its arguments. */
export type Builder = (args: readonly unknown[]) => unknown;

export interface PickleOptions {
  /** What may be built, by `module.name`; anything else becomes an {@link Unbuilt}. */
  readonly builders: ReadonlyMap<string, Builder>;
  /** What stands for an object outside of the pickle. */
  resolve(id: unknown): unknown;
}

/**
 * Reads one pickle of Python (https://docs.python.org/3/library/pickletools.html), protocols 2 to 5.
 * Dictionaries become maps; lists, tuples and sets become arrays.
 *
 * @param start of the pickle in `bytes`
 * @returns `end` is behind the pickle
 * @throws ScriptError `bad-network` for what is cut short, or no pickle
 */
export function unpickle(
  bytes: Uint8Array,
  start: number,
  where: string,
  { builders, resolve }: PickleOptions,
): { value: unknown; end: number } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack: unknown[] = [];
  const marks: number[] = [];
  const memo = new Map<number, unknown>();
  let at = start;
  const broken = (problem: string) => bad(`${where} is damaged: ${problem} at byte ${at}.`);
  /** Moves behind so many bytes. @returns where they start */
  const take = (length: number): number => {
    if (length > view.length - at) throw broken('it breaks off');
    at += length;
    return at - length;
  };
  const text = (length: number) => view.toString('utf8', take(length), at);
  const line = () => text(Math.max(view.indexOf(0x0a, at) - at, 0) + 1).slice(0, -1);
  const pop = (): unknown => {
    if (stack.length <= (marks.at(-1) ?? 0)) throw broken('it takes what is not there');
    return stack.pop();
  };
  const popMark = (): unknown[] => {
    const mark = marks.pop();
    if (mark === undefined) throw broken('it ends what was not begun');
    return stack.splice(mark);
  };
  const setItems = (items: readonly unknown[]) => {
    const target = stack.at(-1);
    for (let i = 0; target instanceof Map && i < items.length; i += 2) {
      target.set(items[i], items[i + 1]);
    }
  };
  const append = (items: readonly unknown[]) => {
    const target = stack.at(-1);
    if (Array.isArray(target)) for (const item of items) target.push(item);
  };
  const named = (module: unknown, name: unknown) => {
    const full = `${String(module)}.${String(name)}`;
    return builders.get(full) ?? new Unbuilt(full);
  };
  const build = () => {
    const [args, builder] = [pop(), pop()];
    const known = typeof builder === 'function' && Array.isArray(args);
    return known ? (builder as Builder)(args) : builder;
  };
  const tuple = (length: number) => Array.from({ length }, pop).reverse();
  const push = (value: unknown) => void stack.push(value);
  const remember = (key: number) => void memo.set(key, stack.at(-1));
  const OPCODES: Readonly<Record<string, () => void>> = {
    '\x80': () => take(1),
    '\x95': () => take(8),
    '(': () => void marks.push(stack.length),
    0: () => void pop(),
    1: () => void popMark(),
    2: () => push(stack.at(-1)),
    N: () => push(null),
    '\x88': () => push(true),
    '\x89': () => push(false),
    J: () => push(view.readInt32LE(take(4))),
    K: () => push(view[take(1)]),
    M: () => push(view.readUInt16LE(take(2))),
    '\x8a': () => {
      const length = view[take(1)]!;
      const from = take(length);
      push(length > 6 ? NaN : length === 0 ? 0 : view.readIntLE(from, length));
    },
    G: () => push(view.readDoubleBE(take(8))),
    X: () => push(text(view.readUInt32LE(take(4)))),
    '\x8c': () => push(text(view[take(1)]!)),
    T: () => push(text(view.readUInt32LE(take(4)))),
    U: () => push(text(view[take(1)]!)),
    B: () => push(text(view.readUInt32LE(take(4)))),
    C: () => push(text(view[take(1)]!)),
    ']': () => push([]),
    '\x8f': () => push([]),
    ')': () => push([]),
    '}': () => push(new Map()),
    t: () => push(popMark()),
    '\x85': () => push(tuple(1)),
    '\x86': () => push(tuple(2)),
    '\x87': () => push(tuple(3)),
    a: () => append([pop()]),
    e: () => append(popMark()),
    '\x90': () => append(popMark()),
    s: () => setItems(tuple(2)),
    u: () => setItems(popMark()),
    c: () => push(named(line(), line())),
    '\x93': () => push(named(...(tuple(2) as [unknown, unknown]))),
    R: () => push(build()),
    '\x81': () => push(build()),
    // What it would set on an object, nobody here reads.
    b: () => void pop(),
    Q: () => push(resolve(pop())),
    q: () => remember(view[take(1)]!),
    r: () => remember(view.readUInt32LE(take(4))),
    '\x94': () => remember(memo.size),
    h: () => push(memo.get(view[take(1)]!)),
    j: () => push(memo.get(view.readUInt32LE(take(4)))),
  };
  for (;;) {
    const opcode = String.fromCharCode(view[take(1)]!);
    if (opcode === '.') return { value: pop(), end: at };
    const run = OPCODES[opcode];
    if (!run) throw broken(`it has an instruction ${opcode.charCodeAt(0)} that is not read`);
    run();
  }
}
