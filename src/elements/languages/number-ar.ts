import type { NumberStrings } from '../number-strings.js';

const strings: NumberStrings = {
  numberField: 'عدد بخط اليد',
  writeNumber: 'اكتب عددًا',
  numberInstructions: 'اكتب عددًا بخط اليد أو بلوحة المفاتيح.',
  keyboard: 'لوحة المفاتيح',
  digits: 'الأرقام',
  change: (d) => `تغيير ${d}`,
  split: 'فصل',
  insert: 'إدراج قبله',
  join: 'ضم إلى التالي',
  delete: 'حذف',
  eitherOr: (a, b) => `${a} أو ${b}`,
  numberMissing: 'الرجاء كتابة عدد.',
  unreadableNumber: 'تعذرت القراءة. حاول مرة أخرى أو اكتبه بلوحة المفاتيح.',
  unclearNumber: (d) => `يبدو أنه ${d} لكنه غير واضح. الرجاء كتابته مرة أخرى.`,
  notANumber: 'الرجاء إدخال عدد.',
  tooSmallNumber: (d) => `يجب ألا يقل عن ${d}.`,
  tooLargeNumber: (d) => `يجب ألا يزيد على ${d}.`,
  notAStep: (d) => `أقرب عدد مسموح به: ${d}.`,
  tooShort: (d) => `يلزم عدد أرقام لا يقل عن ${d}.`,
  tooLong: (d) => `يجب ألا يزيد عدد الأرقام على ${d}.`,
};

export default strings;
