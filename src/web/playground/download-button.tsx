/** Saves a text as a file. `what` names it: `the request`. */
export function DownloadButton({
  text,
  name,
  what,
}: {
  readonly text: string;
  readonly name: string;
  readonly what: string;
}) {
  const onClick = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = name;
    link.click();
    // Not at once: the browser may not have begun to read it.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button
      type="button"
      class="button"
      aria-label={`Download ${what}`}
      disabled={text === ''}
      onClick={onClick}
    >
      Download
    </button>
  );
}
