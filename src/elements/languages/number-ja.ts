import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: '手書きの数',
  writeNumber: '数を書く',
  numberInstructions: '数を手書きするか、入力してください。',
  keyboard: 'キーボード',
  digits: '数字',
  change: (d) => `${d} を変更`,
  split: '分割',
  insert: '前に挿入',
  join: '次とつなげる',
  delete: '削除',
  eitherOr: (a, b) => `${a} または ${b}`,
  numberMissing: '数を書いてください。',
  unreadableNumber: '読み取れません。書き直すか、入力してください。',
  unclearNumber: (d) => `${d} のようですが、はっきりしません。書き直してください。`,
  notANumber: '数を入力してください。',
  tooSmallNumber: (d) => `${d} 以上にしてください。`,
  tooLargeNumber: (d) => `${d} 以下にしてください。`,
  notAStep: (d) => `使用できる最も近い数は ${d} です。`,
  tooShort: (d) => `${d} 桁以上必要です。`,
  tooLong: (d) => `${d} 桁以下にしてください。`,
};

export default strings;
