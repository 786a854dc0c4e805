/** What a key does to the drawing, by the conventions of text fields; null for any other key. */
export function editingKey(event: KeyboardEvent): 'undo' | 'redo' | 'clear' | null {
  if (event.defaultPrevented || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (!event.ctrlKey && !event.metaKey) {
    return key === 'backspace' || key === 'delete' ? 'clear' : null;
  }
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' ? 'redo' : null;
}
