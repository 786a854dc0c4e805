import { filesOfDrop, filesOfInput, type FilesByPath } from './dropped-files.js';

export interface ModelChoices {
  /** One of the offered networks, by the value of its button. */
  readonly named: (name: string) => void;
  readonly files: (files: FilesByPath) => void;
}

/** Chooses a network: with a button, by picking files, or by dropping files anywhere on the page. */
export function createModelView(section: Element, choices: ModelChoices): void {
  for (const button of section.querySelectorAll('button')) {
    button.addEventListener('click', () => choices.named(button.value));
  }
  for (const input of section.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
    input.addEventListener('change', () => {
      if (input.files?.length) choices.files(filesOfInput(input));
      // Allows choosing the same files again after they were fixed.
      input.value = '';
    });
  }
  const page = document.documentElement;
  page.addEventListener('dragover', (event) => {
    if (event.defaultPrevented) page.classList.remove('dropping');
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    page.classList.add('dropping');
  });
  page.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) page.classList.remove('dropping');
  });
  page.addEventListener('drop', (event) => {
    page.classList.remove('dropping');
    // The field has taken a picture.
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    void filesOfDrop(event.dataTransfer).then(choices.files);
  });
}
