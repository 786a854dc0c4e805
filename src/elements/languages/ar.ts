import type { Strings } from '../i18n.js';

const ar: Strings = {
  field: 'رقم مكتوب بخط اليد',
  draw: 'ارسم رقمًا',
  surface: 'مساحة لرسم رقم واحد',
  instructions: 'ارسم رقمًا أو اكتبه بلوحة المفاتيح. يمسح مفتاح Backspace الإدخال.',
  toolbar: 'الرسم',
  undo: 'تراجع',
  redo: 'إعادة',
  clear: 'مسح',
  picture: 'قراءة صورة',
  probabilities: 'احتمال كل رقم',
  alternatives: 'احتمالات أخرى',
  or: 'أو',
  correct: (digit) => `تصحيح إلى ${digit}`,
  reading: (digit, percent) => `${digit}، ${percent}`,
  empty: 'فارغ',
  loading: 'جارٍ التحميل',
  loadingFailed: 'تعذّر التحميل',
  readingFailed: 'فشل التعرّف',
  retry: 'إعادة المحاولة',
  valueMissing: 'يُرجى رسم رقم.',
  unclear: (digit) => `قد يكون هذا ${digit}، لكنه غير واضح. يُرجى رسمه مرة أخرى.`,
  unreadable: 'تتعذّر قراءة هذا. ارسمه مرة أخرى أو اكتبه بلوحة المفاتيح.',
  severalDigits: 'اكتب رقمًا واحدًا فقط.',
  tooSmall: 'ارسمه بحجم أكبر.',
};

export default ar;
