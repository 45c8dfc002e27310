import { Button, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconTerminal2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeliveryDetail } from '../api/shapes.ts';
import { curlCommand } from './curl-command.ts';

/** Copies the last attempt as a command for a terminal; absent while nothing was sent or the event is gone. */
export function CurlButton({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation('deliveryLog');
  const attempt = delivery.attempts.at(-1);
  if (attempt === undefined || delivery.event === null) return null;
  const command = curlCommand({
    url: delivery.url,
    headers: attempt.request_headers,
    // The hub stores and signs the compact text that JSON.stringify gives.
    body: JSON.stringify(delivery.event),
  });
  return (
    <CopyButton value={command} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={t('drawer.curlHint')} multiline w={300} withArrow>
          <Button
            variant="default"
            leftSection={
              copied ? <IconCheck size={16} aria-hidden /> : <IconTerminal2 size={16} aria-hidden />
            }
            onClick={copy}
          >
            {t(copied ? 'drawer.curlCopied' : 'drawer.curl')}
          </Button>
        </Tooltip>
      )}
    </CopyButton>
  );
}
