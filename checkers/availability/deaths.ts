/** The moment of each crash of a fault that has several. */
export const CRASH = 'crash'

/** Ends a server without a warning, so that it comes back from its WAL alone. */
const ending =
  /^(crash-|kill-|power-cut-|lying-flush-|immediate-|oom-|return-|interrupt-rewind-|(blackout|outages|bootstrap)(:|$))/
/** What a machine with a disk of ours has not flushed goes with all that runs on it. */
const ofMachines =
  /^(kill-|power-cut-|lying-flush-|return-|interrupt-rewind-|(blackout|outages)(:|$))/
/** Ends it and starts it again at once: whoever falls after that had come back. */
const restarting = /^(restart-|impatient-restart(:|$))/
const inOrder =
  /^(stop|smart-stop)-|^restart-(?!.*\bmode=immediate\b)|^impatient-restart\b.*\bmode=fast\b/

/** Whether a fault ends a server as its own program does when it has the time: all that it had is on its disk, and sent. */
export const isOrderly = (fault: string): boolean => inOrder.test(fault)

/** Whether it has started the server again once it is in force. */
export const isRestart = (fault: string): boolean => restarting.test(fault)

/** Whether a fault ends a server, with a warning or without. */
export const isEnd = (fault: string): boolean => ending.test(fault) || restarting.test(fault)

/** Whether a fault has a server die. */
export const isDeath = (fault: string): boolean => isEnd(fault) && !isOrderly(fault)

/** Whether what dies is a machine, with what its disk was told and has not kept, and no server alone. */
export const isLossOfPower = (fault: string): boolean => ofMachines.test(fault)

/** Whether its disk says for a while before that it has kept what it has not. */
export const isLie = (fault: string): boolean => fault.startsWith('lying-flush-')
