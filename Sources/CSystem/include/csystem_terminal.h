#ifndef CSYSTEM_TERMINAL_H
#define CSYSTEM_TERMINAL_H

/// How many columns the terminal has that is open as `descriptor` (ioctl_tty(2), TIOCGWINSZ); 0 where it
/// is no terminal, or does not know.
int csystem_terminal_columns(int descriptor);

#endif
