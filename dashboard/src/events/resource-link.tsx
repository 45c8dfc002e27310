import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HubEvent } from '../api/shapes.ts';
import { useWorld } from '../shell/world.tsx';
import { resourceKind, resourceName, resourcePath } from './resource.ts';

interface ResourceLinkProps {
  readonly type: string;
  readonly resourceId: string;
  readonly livemode: boolean;
  /** Its event, whose content names the resource; without it the beginning of the id does. */
  readonly event?: HubEvent | null;
}

/** What an event is about, by name, leading to its page. */
export function ResourceLink({ type, resourceId, livemode, event }: ResourceLinkProps) {
  const { setMode } = useWorld();
  const path = resourcePath({ event_type: type, resource_id: resourceId, livemode });
  const label = useResourceLabel()(type, resourceId, event ?? null);
  if (path === null) return <Text size="sm">{label}</Text>;
  return (
    <Anchor
      component={Link}
      to={path}
      size="sm"
      title={resourceId}
      style={{ overflowWrap: 'anywhere' }}
      onClick={(press: React.MouseEvent) => {
        // The row around it opens something else.
        press.stopPropagation();
        setMode(livemode ? 'live' : 'test');
      }}
    >
      {label}
    </Anchor>
  );
}

/** The end tells ids apart: they begin with the time. */
const ID_SHOWN = 8;

function useResourceLabel() {
  const { t } = useTranslation('events');
  return (type: string, resourceId: string, event: HubEvent | null): string => {
    const kind = resourceKind(type);
    if (kind === 'integration') return t('kinds.integration');
    const name = event === null ? null : resourceName(event);
    if (name !== null && kind !== 'resource') return t(`named.${kind}`, { name });
    return `${t(`kinds.${kind}`)} …${resourceId.slice(-ID_SHOWN)}`;
  };
}
