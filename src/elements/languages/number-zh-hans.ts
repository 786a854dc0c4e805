import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: '手写数字',
  writeNumber: '书写数字',
  numberInstructions: '手写或键入一个数字。',
  keyboard: '键盘',
  digits: '各位数字',
  change: (d) => `更改 ${d}`,
  split: '拆分',
  insert: '在前面插入',
  join: '与下一个合并',
  delete: '删除',
  eitherOr: (a, b) => `${a} 或 ${b}`,
  numberMissing: '请写一个数字。',
  unreadableNumber: '无法识别。请重写或键入。',
  unclearNumber: (d) => `看起来像 ${d}，但不清楚。请重写。`,
  notANumber: '请输入数字。',
  tooSmallNumber: (d) => `必须大于或等于 ${d}。`,
  tooLargeNumber: (d) => `必须小于或等于 ${d}。`,
  notAStep: (d) => `最接近的允许数字：${d}。`,
  tooShort: (d) => `至少需要 ${d} 位数字。`,
  tooLong: (d) => `不能超过 ${d} 位数字。`,
};

export default strings;
