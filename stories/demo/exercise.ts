/** A sum with a one-digit answer. */
export interface Exercise {
  readonly left: number;
  readonly right: number;
}

export const FIRST: Exercise = { left: 6, right: 1 };

/** @param random a function like `Math.random`. */
export function nextExercise(random: () => number): Exercise {
  const sum = 2 + Math.floor(random() * 8);
  const left = 1 + Math.floor(random() * (sum - 1));
  return { left, right: sum - left };
}

/** Feedback for a child. @param answer a digit, or empty. */
export function judge({ left, right }: Exercise, answer: string): string {
  const sum = `${left} + ${right}`;
  if (answer === '') return `Take your time. What is ${sum}?`;
  if (Number(answer) === left + right) return `Yes, ${sum} = ${answer}. Well done!`;
  return `Not quite: I read a ${answer}. Count on from ${left}, ${right} more, and try again.`;
}
