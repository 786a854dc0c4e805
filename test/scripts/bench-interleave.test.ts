import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interleave, inTurn } from '../../scripts/bench/interleave.js';

async function orderOf(seed: number): Promise<string[]> {
  const order: string[] = [];
  const tasks = ['a', 'b', 'c'].map((name) => ({
    name,
    measure: async (round: number) => {
      order.push(name);
      return `${name}${round}`;
    },
  }));
  const figures = await interleave('test', tasks, 6, seed);
  assert.deepEqual([...figures.keys()], ['a', 'b', 'c'], 'in the order given');
  for (const [name, found] of figures) {
    assert.deepEqual(
      found,
      [0, 1, 2, 3, 4, 5].map((round) => name + round),
    );
  }
  return order;
}

test('each round measures everything once, in an order of its own that the seed decides', async () => {
  const order = await orderOf(1);
  const rounds = [0, 3, 6, 9, 12, 15].map((at) => order.slice(at, at + 3).join(''));
  for (const round of rounds) assert.equal([...round].sort().join(''), 'abc');
  assert.ok(new Set(rounds).size > 1, `${rounds}`);
  assert.deepEqual(await orderOf(1), order);
  assert.notDeepEqual(await orderOf(2), order);
});

test('what is compared takes turns in going first', async () => {
  const order: string[] = [];
  const note = (name: string) => () => Promise.resolve(order.push(name));
  const ways = { ours: note('ours'), theirs: note('theirs') };
  assert.deepEqual(await inTurn(0, ways), { ours: 1, theirs: 2 });
  assert.deepEqual(await inTurn(1, ways), { ours: 4, theirs: 3 });
  assert.deepEqual(order, ['ours', 'theirs', 'theirs', 'ours']);
});
