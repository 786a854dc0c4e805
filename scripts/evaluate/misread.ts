import { isRight, type Reading } from './reading.js';

/** The digits that were not read right, the most confident mistakes first. */
export function misread(readings: readonly Reading[]): Reading[] {
  const confidence = ({ answer }: Reading): number => answer?.confidence ?? 0;
  return readings
    .filter((reading) => !isRight(reading))
    .sort((one, other) => confidence(other) - confidence(one));
}
