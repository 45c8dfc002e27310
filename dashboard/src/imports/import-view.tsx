import type { Import } from '../api/imports.ts';
import { ImportProgress } from './import-progress.tsx';
import type { Step, View } from './import-step.ts';
import { MappingStep } from './mapping-step.tsx';
import { OptionsStep } from './options-step.tsx';
import { ReportStep } from './report-step.tsx';
import { ResultStep } from './result-step.tsx';
import { UnreadableFile } from './unreadable-file.tsx';

interface ImportViewProps {
  readonly record: Import;
  readonly view: View;
  readonly goTo: (step: Step) => void;
}

export function ImportView({ record, view, goTo }: ImportViewProps) {
  switch (view.kind) {
    case 'checking':
    case 'importing':
      return <ImportProgress record={record} />;
    case 'unreadable':
      return <UnreadableFile record={record} />;
    case 'mapping':
      return <MappingStep record={record} onNext={() => goTo('check')} />;
    case 'report':
      return <ReportStep record={record} goTo={goTo} />;
    case 'options':
      return <OptionsStep record={record} onBack={() => goTo('check')} />;
    case 'result':
      return <ResultStep record={record} />;
  }
}
