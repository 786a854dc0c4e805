import type { Strings } from '../i18n.js';

const zhHans: Strings = {
  field: '手写数字',
  draw: '请写一个数字',
  surface: '书写一个数字的区域',
  instructions: '手写或键入一个数字。按退格键清除。',
  toolbar: '手写',
  undo: '撤销',
  redo: '重做',
  clear: '清除',
  picture: '识别图片',
  probabilities: '每个数字的概率',
  alternatives: '其他候选',
  or: '或',
  correct: (digit) => `改为 ${digit}`,
  reading: (digit, percent) => `${digit}，${percent}`,
  empty: '空',
  loading: '正在加载',
  loadingFailed: '加载失败',
  readingFailed: '识别出错',
  retry: '重试',
  valueMissing: '请写一个数字。',
  unclear: (digit) => `这可能是 ${digit}，但不够清楚。请再写一次。`,
  unreadable: '无法识别。请再写一次，或用键盘输入。',
  severalDigits: '请只写一个数字。',
  tooSmall: '请写大一些。',
};

export default zhHans;
