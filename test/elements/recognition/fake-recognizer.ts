import {
  deferred,
  type CreateRecognizer,
  type Deferred,
} from '../../../src/elements/recognition.js';
import type {
  DigitResult,
  NumberResult,
  Recognizer,
  RecognizerInput,
  RecognizerOptions,
  Result,
} from '../../../src/recognizer/index.js';

/** A load or a recognition that waits for the test to settle it. */
export interface FakeLoad {
  readonly options: RecognizerOptions;
  readonly done: Deferred<Recognizer>;
}

export interface FakeCall {
  readonly input: RecognizerInput;
  readonly done: Deferred<Result | null>;
}

/** A recognizer that answers when the test says so. */
export class FakeRecognizer implements Recognizer {
  readonly backend = 'cpu';
  readonly model = 'https://example.test/model.json';
  readonly name = 'fake';
  readonly calls: FakeCall[] = [];
  disposed = false;

  recognize(input: RecognizerInput): Promise<Result | null> {
    const done = deferred<Result | null>();
    this.calls.push({ input, done });
    return done.promise;
  }

  recognizeBatch(): Promise<(Result | null)[]> {
    return Promise.reject(new Error('not faked'));
  }

  recognizeNumber(): Promise<NumberResult | null> {
    return Promise.reject(new Error('not faked'));
  }

  learn(): Promise<void> {
    return Promise.reject(new Error('not faked'));
  }

  exportHand(): null {
    return null;
  }

  importHand(): Promise<void> {
    return Promise.reject(new Error('not faked'));
  }

  forgetHand(): void {
    throw new Error('not faked');
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** Stands in for `createRecognizer` and keeps the loads asked of it. */
export function fakeLoads(): { create: CreateRecognizer; loads: FakeLoad[] } {
  const loads: FakeLoad[] = [];
  const create: CreateRecognizer = (options) => {
    const done = deferred<Recognizer>();
    loads.push({ options, done });
    return done.promise;
  };
  return { create, loads };
}

export function resultOf(digit: number): DigitResult {
  const probabilities = Array.from({ length: 10 }, (_, i) => (i === digit ? 1 : 0));
  return { digit, confidence: 1, probabilities, backend: 'cpu', elapsed: 1 };
}

/** Lets every promise settled so far run its course. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
