import { formatQuery } from '../api/request.ts';
import type { Mode } from '../api/shapes.ts';
import type { Step } from './import-step.ts';

/** The address of an import. It names the test world, so that it works in another tab, too. */
export const importPath = (mode: Mode, id: string, step?: Step): string =>
  `/inventory/import/${id}${formatQuery({ mode: mode === 'test' ? mode : null, step })}`;
