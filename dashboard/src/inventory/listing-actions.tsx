import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { actOnListing, deleteListing, type ListingAction, listingsKey } from '../api/listings.ts';
import type { Listing, Mode } from '../api/shapes.ts';
import { openConfirm } from '../components/confirm.tsx';
import { notifySuccess } from '../components/notify.ts';

interface ListingActionsProps {
  readonly listing: Listing;
  readonly mode: Mode;
  readonly isDirty: boolean;
  /** The listing after an action. */
  readonly onDone: (next: Listing) => void;
  readonly onDeleted: () => void;
}

type Action = ListingAction | 'delete';

/** What the listing's state allows. */
export function allowedActions(listing: Listing): Action[] {
  const { status, published_at, marked_sold_quantity } = listing;
  const isOnSale = status === 'published' || status === 'unpublished';
  return [
    ...(status === 'draft' && published_at === null ? (['delete'] as const) : []),
    ...(marked_sold_quantity > 0 ? (['return-to-stock'] as const) : []),
    ...(isOnSale ? (['mark-sold'] as const) : []),
    ...(status === 'published' ? (['unpublish'] as const) : []),
    ...(status === 'draft' || status === 'unpublished' ? (['publish'] as const) : []),
  ];
}

/** Pieces an action moves, for its words. */
const piecesOf = (listing: Listing, action: Action): number =>
  action === 'return-to-stock' ? listing.marked_sold_quantity : listing.quantity;

/** Buttons that move a listing through its states; each asks first and says what it means for the channels. */
export function ListingActions({ listing, mode, isDirty, onDone, onDeleted }: ListingActionsProps) {
  const { t } = useTranslation('inventory');
  const client = useQueryClient();
  const run = async (action: Action) => {
    if (action === 'delete') {
      await deleteListing(mode, listing.id);
      onDeleted();
    } else {
      onDone(await actOnListing(mode, listing.id, action));
    }
    notifySuccess(t(`actions.done.${action}`));
    // A deleted listing must not be asked for again while its page closes.
    const refetchType = action === 'delete' ? 'none' : 'active';
    await client.invalidateQueries({ queryKey: listingsKey(mode), refetchType });
    await client.invalidateQueries({ queryKey: ['overview'] });
  };
  const ask = (action: Action) =>
    openConfirm({
      title: t(`actions.title.${action}`),
      text: (
        <>
          {t(`actions.text.${action}`, { count: piecesOf(listing, action) })}
          {isDirty && action !== 'delete' ? ` ${t('actions.unsaved')}` : null}
        </>
      ),
      confirmLabel: t(`actions.${action}`),
      isDangerous: action === 'delete',
      onConfirm: () => run(action),
    });
  return allowedActions(listing).map((action) => (
    <Button
      key={action}
      variant={action === 'publish' ? 'filled' : 'default'}
      {...(action === 'delete' ? { c: 'red' } : {})}
      onClick={() => ask(action)}
    >
      {t(`actions.${action}`)}
    </Button>
  ));
}
