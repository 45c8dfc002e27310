import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Mode } from '../api/shapes.ts';
import { useWorld } from './world.tsx';

/** Pages whose object exists in one world alone; the other world's list is what is meant then. */
const DETAIL_PAGE = /^(\/(?:inventory|orders|customers))\/(?!new$|import$)[^/]+/;

/** Chooses whether the pages show live or test data. */
export function WorldSwitch() {
  const { t } = useTranslation();
  const { mode, setMode } = useWorld();
  const navigate = useNavigate();
  const change = (next: string) => {
    setMode(next as Mode);
    const list = DETAIL_PAGE.exec(location.pathname)?.[1];
    if (list !== undefined) void navigate(list);
  };
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('world.label')}
      value={mode}
      onChange={change}
      data={[
        { value: 'live', label: t('world.live') },
        { value: 'test', label: t('world.test') },
      ]}
    />
  );
}
