import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';

interface FooterLinkProps {
  /** The question that it answers. */
  readonly lead?: string;
  readonly to: string;
  readonly label: string;
}

/** Under the card of a signed-out page. */
export function FooterLink({ lead, to, label }: FooterLinkProps) {
  return (
    <Text ta="center" size="sm">
      {lead === undefined ? null : `${lead} `}
      <Anchor component={Link} to={to} inherit underline="always">
        {label}
      </Anchor>
    </Text>
  );
}
