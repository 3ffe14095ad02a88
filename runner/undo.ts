/** Takes back exactly what one injection did; safe to call when the thing it acted on is gone. */
export type Undo = () => Promise<void>
