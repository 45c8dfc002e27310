declare module 'newman' {
  export interface Summary {
    run: {
      failures: { error: Error }[];
      executions: {
        item: { name: string };
        response?: { code: number };
        assertions?: { assertion: string; error?: Error }[];
      }[];
    };
  }

  const newman: {
    run(
      options: { collection: object; folder?: string; envVar: { key: string; value: string }[] },
      done: (error: Error | null, summary: Summary) => void,
    ): void;
  };
  export default newman;
}
