/** The style sheet for what is chosen in the playground of themes. */
export function themeCss(_code: string, { args }: { args: Record<string, string> }): string {
  const lines = Object.entries(args)
    .filter(([, value]) => value)
    .map(([name, value]) => `  --digit-recognizer-${name}: ${value};`);
  if (lines.length === 0) return '/* Nothing is changed yet. */';
  return ['digit-recognizer {', ...lines, '}'].join('\n');
}
