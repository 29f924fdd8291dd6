import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** What is drawn of; another one is tried anew. */
  readonly of: unknown;
  readonly children: ComponentChildren;
  /** What is said instead. */
  readonly instead?: string;
}

/** Keeps a part of the page that cannot be drawn from taking the rest with it. */
export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: false });
  }

  override render(): ComponentChildren {
    if (!this.state.failed) return this.props.children;
    const { instead } = this.props;
    if (instead !== undefined)
      return (
        <p class="failure" role="alert">
          {instead}
        </p>
      );
    return (
      <p class="failure" role="alert">
        This part of the page cannot be drawn from the request as it is. The service was asked all the same:
        see the other panes, or change the request as JSON in <i>Wire</i>.
      </p>
    );
  }
}
