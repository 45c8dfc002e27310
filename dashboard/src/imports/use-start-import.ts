import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type ImportOptions, startImport } from '../api/imports.ts';
import type { UploadProgress } from '../api/upload.ts';
import { useWorld } from '../shell/world.tsx';
import type { Mapping } from './column-mapping.ts';
import { holdFile } from './held-file.ts';
import { importPath } from './import-path.ts';
import type { Step } from './import-step.ts';

/** The file on disk is another one than was chosen, or gone: browsers refuse to read it then. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

async function assertReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new FileChangedError(file.name, { cause });
  }
}

interface Start {
  readonly file: File;
  readonly options: ImportOptions;
  /** What the hub recognized before the dealer changed it. */
  readonly recognized?: Mapping | null;
  /** Where the page of the new import begins. */
  readonly step?: Step;
  /** The new page takes the place of this one in the history. */
  readonly replace?: boolean;
}

/** Uploads a file as a new import and goes to its page; leaving the page before stops the upload. */
export function useStartImport() {
  const { mode } = useWorld();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const mutation = useMutation({
    mutationFn: async ({ file, options }: Start) => {
      await assertReadable(file);
      const controller = new AbortController();
      running.current = controller;
      const upload = { onProgress: setProgress, signal: controller.signal };
      return await startImport(mode, file, options, upload);
    },
    onSuccess: ({ id }, { file, recognized, step, replace }) => {
      holdFile(id, { file, recognized: recognized ?? null });
      void client.invalidateQueries({ queryKey: ['imports', mode] });
      void navigate(importPath(mode, id, step), { replace: replace === true });
    },
    onSettled: () => setProgress(null),
  });
  const wasStopped = mutation.error?.name === 'AbortError';
  return {
    start: mutation.mutate,
    stop: () => running.current?.abort(),
    isUploading: mutation.isPending,
    fileName: mutation.variables?.file.name ?? '',
    progress,
    error: wasStopped ? null : mutation.error,
  };
}

export type StartImport = ReturnType<typeof useStartImport>;
