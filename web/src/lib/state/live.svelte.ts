// What is read out to whoever does not see that something changed.
class Live {
  text = $state('');
}
export const live = new Live();
let timer: ReturnType<typeof setTimeout> | undefined;
/** Only the last of a burst is read: a dragged pin would otherwise talk without end. */
export function announce(text: string) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    live.text = text;
  }, 600);
}
