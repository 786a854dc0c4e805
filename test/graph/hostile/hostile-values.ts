import fc from 'fast-check';
import { strange } from '../mutate.js';

/** Numbers that JSON can write and JavaScript cannot: they are put in after serializing. */
const WRITTEN = ['1e999', '-1e999', '-0', '1e-400', '9007199254740993', '0.1e2'];

const MARK = 'written as ';

/** An own key `__proto__`, which an object literal cannot have. */
function withProto(value: unknown): unknown {
  return Object.fromEntries([['__proto__', value]]);
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { config: value };
  return value;
}

/** What a descriptor should never hold, and what a careless reader would trip over. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  strange,
  fc.constantFrom<unknown>(...WRITTEN.map((text) => MARK + text)),
  fc.constantFrom<unknown>(2 ** 53, 2 ** 31, 2 ** 32, -(2 ** 53), 1e300, 1e-300, 1.5, 1025, 4097),
  fc.constantFrom<unknown>(
    [2 ** 53, 2 ** 53],
    [null, 2 ** 26, 2 ** 26, 1],
    [-1, -1],
    Array(2000).fill(1),
    Array(3000).fill(['image', 0, 0]),
  ),
  fc.constantFrom<unknown>('constructor', 'toString', '../../x', 'a'.repeat(5000), '\u0000', '💥'),
  // What a sum, a comparison or a template asks an object for, and cannot call.
  fc.constantFrom<unknown>(
    { valueOf: 1, toString: 1 },
    [{ toString: null }],
    { toJSON: 1, length: 1e9 },
    { then: 1 },
  ),
  fc.constantFrom<unknown>(
    withProto({ polluted: true }),
    withProto(null),
    { constructor: { prototype: { polluted: true } } },
    { config: withProto({ layers: [] }) },
  ),
  fc.integer({ min: 20, max: 200 }).map(nested),
);

/** JSON as its attacker would write it, numbers beyond all bounds among it. */
export function write(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"written as ([^"]+)"/g, '$1');
}
