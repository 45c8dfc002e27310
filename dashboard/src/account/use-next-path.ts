import { useSearchParams } from 'react-router';
import { nextPath } from './next-path.ts';

export function useNextPath(): string {
  return nextPath(useSearchParams()[0].get('next'));
}
