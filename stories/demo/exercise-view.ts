import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { FIRST, judge, nextExercise } from './exercise.js';

/** A child's exercise, with the element as a field of a form. */
export function createExerciseView(form: HTMLFormElement): void {
  const field = form.querySelector('digit-recognizer') as DigitRecognizerElement;
  const task = form.querySelector('[data-task]')!;
  const verdict = form.querySelector('output')!;
  let exercise = FIRST;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    verdict.value = judge(exercise, String(new FormData(form).get('answer') ?? ''));
  });
  form.addEventListener('reset', () => {
    exercise = nextExercise(Math.random);
    task.textContent = `${exercise.left} + ${exercise.right} =`;
    field.focus();
  });
}
