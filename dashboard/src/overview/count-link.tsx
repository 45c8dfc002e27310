import { Group, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import classes from './count-link.module.css';

interface CountLinkProps {
  readonly to: string;
  readonly label: string;
  readonly count: number;
  readonly icon: Icon;
  /** Of the icon: a colour of the theme. */
  readonly color: string;
}

const NUMBERS = new Intl.NumberFormat();

/** A number that leads to the list of what it counts. */
export function CountLink({ to, label, count, icon: CountIcon, color }: CountLinkProps) {
  return (
    <Link to={to} className={classes.tile}>
      <Group gap={6} wrap="nowrap">
        <CountIcon size={16} stroke={1.75} aria-hidden color={`var(--mantine-color-${color}-6)`} />
        <Text size="sm" c="dimmed" component="span">
          {label}
        </Text>
      </Group>
      <Text className="tabular" fz={28} fw={650} lh={1.2} component="span" display="block">
        {NUMBERS.format(count)}
      </Text>
    </Link>
  );
}
