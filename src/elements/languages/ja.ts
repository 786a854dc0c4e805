import type { Strings } from '../i18n.js';

const ja: Strings = {
  field: '手書きの数字',
  draw: '数字を書いてください',
  surface: '数字を1つ書く場所',
  instructions: '数字を1つ書くか、キーで入力してください。Backspaceキーで消去します。',
  toolbar: '手書き',
  undo: '取り消す',
  redo: 'やり直す',
  clear: '消去',
  picture: '画像を読み取る',
  probabilities: '各数字の確率',
  alternatives: 'ほかの候補',
  or: 'または',
  correct: (digit) => `${digit}に訂正`,
  reading: (digit, percent) => `${digit}、${percent}`,
  empty: '未入力',
  loading: '読み込み中',
  loadingFailed: '読み込めませんでした',
  readingFailed: '認識中にエラーが発生しました',
  retry: '再試行',
  valueMissing: '数字を書いてください。',
  unclear: (digit) => `${digit}かもしれませんが、はっきりしません。もう一度書いてください。`,
  unreadable: '読み取れません。もう一度書くか、キーで入力してください。',
  severalDigits: '数字は1文字だけ書いてください。',
  tooSmall: 'もっと大きく書いてください。',
};

export default ja;
