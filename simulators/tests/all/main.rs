//! The simulators, from outside: over real HTTP. One test binary for all, which compiles what they share once.

mod ideon;
mod oscar;
mod osigu;
mod osigu_hooks;
mod shared;
