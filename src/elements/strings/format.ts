/** Numbers as a language writes them. */
export interface Format {
  /** A digit, 0 to 9. */
  digit(digit: number): string;
  /** A share from 0 to 1 in whole percent, to look at: "98%". */
  percent(share: number): string;
  /** The same to listen to: "98 percent". */
  spokenPercent(share: number): string;
}

const formats = new Map<string, Format>();

/** @param language a BCP 47 tag; English takes the place of one that there is not. */
export function formatFor(language: string): Format {
  let format = formats.get(language);
  if (!format) {
    format = createFormat(supported(language));
    formats.set(language, format);
  }
  return format;
}

function createFormat(language: string): Format {
  const digits = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const spoken = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'percent',
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  return {
    digit: (digit) => digits.format(digit),
    percent: (share) => percent.format(share),
    spokenPercent: (share) => spoken.format(share * 100),
  };
}

/** English like the words, where a page names no language or none that there is. */
function supported(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
